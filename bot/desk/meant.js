// What the customer's message of the explained turn meant, by the judgement of whoever looks at it; the next training learns from it.
// While somebody is at it, it stays with its message, whatever the customer writes meanwhile. By the keyboard a choice is made with Enter,
// since arrows and letters change the list at once.
export default {
  template: `
    <section v-if="shown.choices.length" ref="card" class="meant" aria-label="What the message meant" @focusin="hold" @pointerdown="hold" @focusout="leave">
      <h2><span>What the message meant</span></h2>
      <p class="read" role="status"><template v-if="shown.meant.length"><template v-for="one in shown.meant" :key="one.name"><span class="chip" :title="one.name">{{ one.label }}</span>{{ " " }}</template><span class="by">{{ shown.by }}</span></template><template v-else>{{ shown.said }}</template></p>
      <p class="choose">
        <button v-if="!shown.meant.length && shown.read" type="button" class="press" data-do="read-rightly" @click="mean([shown.read])">That is right</button>
        <select v-if="!outside" ref="list" v-model="chosen" data-do="meant" :aria-label="asking" @pointerdown="typed = false" @keydown="key" @change="typed || choose()">
          <option value="">{{ asking }}…</option>
          <optgroup v-if="near.length" label="Most alike"><option v-for="one in near" :key="one.name" :value="one.name">{{ one.label }}</option></optgroup>
          <optgroup label="All others"><option v-for="one in others" :key="one.name" :value="one.name">{{ one.label }}</option></optgroup>
        </select>
        <button v-if="typed && chosen" type="button" class="press" data-do="mark" @click="choose">Mark</button>
        <button v-if="shown.meant.length" type="button" class="press" data-do="take-back" @click="takeBack">Take back</button>
      </p>
    </section>`,
  emits: ["mean", "take-back"],
  props: { conversation: String, turn: Number, said: String, read: String, choices: { type: Array, default: () => [] }, meant: { type: Array, default: () => [] }, by: String },
  data: () => ({ held: null, chosen: "", typed: false }),
  computed: {
    shown() {
      return this.held && this.held.turn !== this.turn ? this.held : this.$props;
    },
    asking() {
      return this.shown.meant.length ? "It meant this, too" : "It meant something else";
    },
    outside() {
      return this.shown.meant.some((one) => one.name === "oos");
    },
    left() {
      const said = this.shown.meant.map((one) => one.name);
      return this.shown.choices.filter((one) => !said.includes(one.name) && !(said.length && one.name === "oos"));
    },
    near() {
      return this.left.filter((one) => one.near);
    },
    others() {
      return this.left.filter((one) => !one.near);
    },
  },
  watch: {
    conversation: "free",
    meant() {
      if (this.held && this.held.turn === this.turn) this.$nextTick(() => document.activeElement === document.body && this.$refs.list && this.$refs.list.focus());
    },
  },
  methods: {
    hold() {
      if (!this.held) this.held = { ...this.$props };
    },
    leave(event) {
      if (!event.relatedTarget || !this.$refs.card.contains(event.relatedTarget)) setTimeout(() => this.$refs.card && this.$refs.card.contains(document.activeElement) || this.free());
    },
    free() {
      Object.assign(this, { held: null, chosen: "", typed: false });
    },
    key(event) {
      if (event.key === "Enter" && this.chosen) this.choose();
      else this.typed = true;
    },
    mean(intents) {
      const { conversation, turn } = this.shown;
      this.$emit("mean", { conversation, turn, intents });
    },
    choose() {
      if (this.chosen) this.mean([...this.shown.meant.map((one) => one.name), this.chosen]);
      Object.assign(this, { chosen: "", typed: false });
    },
    takeBack() {
      const { conversation, turn } = this.shown;
      this.$emit("take-back", { conversation, turn });
    },
  },
};
