// What the customer's message of the explained turn meant, by the judgement of whoever looks at it; the next training learns from it.
export default {
  template: `
    <section v-if="choices.length" class="meant" aria-label="What the message meant">
      <h2><span>What the message meant</span></h2>
      <p class="read" role="status"><template v-if="meant.length"><template v-for="one in meant" :key="one.name"><span class="chip" :title="one.name">{{ one.label }}</span>{{ " " }}</template><span class="by">{{ by }}</span></template><template v-else>{{ said }}</template></p>
      <p class="choose">
        <button v-if="!meant.length && read" type="button" class="press" data-do="read-rightly" @click="mean([read])">That is right</button>
        <select v-if="!outside" ref="list" data-do="meant" :aria-label="asking" @change="choose">
          <option value="" selected>{{ asking }}…</option>
          <optgroup v-if="near.length" label="Most alike"><option v-for="one in near" :key="one.name" :value="one.name">{{ one.label }}</option></optgroup>
          <optgroup label="All others"><option v-for="one in others" :key="one.name" :value="one.name">{{ one.label }}</option></optgroup>
        </select>
        <button v-if="meant.length" type="button" class="press" data-do="take-back" @click="$emit('take-back', { conversation, turn })">Take back</button>
      </p>
    </section>`,
  emits: ["mean", "take-back"],
  props: { conversation: String, turn: Number, said: String, read: String, choices: { type: Array, default: () => [] }, meant: { type: Array, default: () => [] }, by: String },
  computed: {
    asking() {
      return this.meant.length ? "It meant this, too" : "It meant something else";
    },
    outside() {
      return this.meant.some((one) => one.name === "oos");
    },
    left() {
      const said = this.meant.map((one) => one.name);
      return this.choices.filter((one) => !said.includes(one.name) && !(said.length && one.name === "oos"));
    },
    near() {
      return this.left.filter((one) => one.near);
    },
    others() {
      return this.left.filter((one) => !one.near);
    },
  },
  methods: {
    mean(intents) {
      this.$emit("mean", { conversation: this.conversation, turn: this.turn, intents });
    },
    choose(event) {
      const chosen = event.target.value;
      event.target.value = "";
      if (chosen) this.mean([...this.meant.map((one) => one.name), chosen]);
    },
  },
};
