// Suggested replies above the composer. They lie over the end of the conversation, where room is kept for them as long as the conversation is
// one's own: nothing moves when they come or go. They never take the focus; a click or Alt+1 to 3 puts one into the composer.
const FOLDED = "desk-suggestions-folded";

export default {
  template: `
    <section v-show="mine" class="suggested" :class="{ mine, folded }" aria-label="Suggested replies">
      <p class="told" role="status">{{ told }}</p>
      <div v-if="entries.length" class="offers">
        <ol v-if="!folded">
          <li v-for="(one, n) in entries" :key="one.wording" :class="{ cut: cut === n }">
            <button type="button" class="offer" :aria-keyshortcuts="'Alt+' + (n + 1)" @click="insert(n)" @mouseenter="measure($event, n)" @focus="measure($event, n)">
              <span class="reply" dir="auto">{{ one.text }}</span>
              <span class="from"><span>{{ one.from }}</span><kbd aria-hidden="true">Alt+{{ n + 1 }}</kbd></span>
            </button>
            <p class="whole" dir="auto" aria-hidden="true">{{ one.text }}</p>
          </li>
        </ol>
        <button type="button" class="fold" :aria-expanded="String(!folded)" :title="folded ? '' : 'Hide suggested replies'"
          :aria-label="folded ? null : 'Hide suggested replies'" @click="fold">{{ folded ? count + " ▴" : "▾" }}</button>
      </div>
    </section>`,
  emits: ["seen"],
  props: { conversation: String, mine: Boolean, entries: { type: Array, default: () => [] } },
  data: () => ({ folded: localStorage.getItem(FOLDED) === "yes", cut: null }),
  computed: {
    count() {
      return this.entries.length === 1 ? "1 suggested reply" : `${this.entries.length} suggested replies`;
    },
    told() {
      return this.entries.length && !this.folded ? `${this.count}, Alt+1 ${this.entries.length > 1 ? `to ${this.entries.length} ` : ""}to use` : "";
    },
  },
  watch: {
    entries() {
      this.tell();
    },
  },
  mounted() {
    document.addEventListener("keydown", this.pressed);
  },
  unmounted() {
    document.removeEventListener("keydown", this.pressed);
  },
  methods: {
    // By the key's place: on a Mac, Alt and a digit write another character.
    pressed(event) {
      const digit = /^Digit([1-3])$/.exec(event.code);
      if (event.isComposing || event.keyCode === 229) return;
      if (!digit || !event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || this.folded || !this.mine) return;
      if (!this.entries[digit[1] - 1] || !this.$el.offsetParent || !this.uncovered()) return;
      event.preventDefault();
      this.insert(digit[1] - 1);
    },
    // Nothing lies over the text box, such as the keyboard help, the list of what was not delivered, or the details in a narrow window.
    uncovered() {
      const box = document.querySelector(".desk .composer textarea");
      const { left, top, width, height } = box.getBoundingClientRect();
      return document.elementFromPoint(left + width / 2, top + height / 2) === box;
    },
    insert(n) {
      document.dispatchEvent(new CustomEvent("desk-insert", { detail: { conversation: this.conversation, ...this.entries[n] } }));
    },
    measure(event, n) {
      const reply = event.target.querySelector(".reply");
      this.cut = reply.scrollHeight > reply.clientHeight + 1 ? n : null;
    },
    fold() {
      this.folded = !this.folded;
      if (this.folded) localStorage.setItem(FOLDED, "yes");
      else localStorage.removeItem(FOLDED);
      this.tell();
    },
    tell() {
      if (this.entries.length && !this.folded) this.$emit("seen", this.entries.map((one) => one.wording));
    },
  },
};
