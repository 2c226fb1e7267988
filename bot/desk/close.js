// The button that ends a conversation; where a customer still waits for an answer, or a draft was not sent, it asks first, with the harmless
// choice in focus.
export default {
  template: `
    <span class="closing" @keydown.esc.stop="keep">
      <button v-if="!asking" ref="button" type="button" class="press quiet" data-do="close" @click="press">Close</button>
      <span v-else role="group" :aria-label="asked">
        <span class="question">{{ asked }}</span>
        <button type="button" class="press danger" data-do="close-anyway" @click="end">Close anyway</button>
        <button ref="keep" type="button" class="press" data-do="keep" @click="keep">Keep open</button>
      </span>
    </span>`,
  emits: ["close"],
  props: { conversation: String, question: { type: String, default: "" } },
  data: () => ({ asking: false, draft: false }),
  computed: {
    asked() {
      return this.draft ? "Your draft is not sent." : this.question;
    },
  },
  watch: {
    conversation() {
      this.asking = false;
    },
    question(question) {
      if (!question && !this.draft) this.asking = false;
    },
  },
  methods: {
    press() {
      this.draft = Boolean((sessionStorage.getItem(`desk-draft-${this.conversation}`) || "").trim());
      if (!this.asked) return this.end();
      this.asking = true;
      this.$nextTick(() => this.$refs.keep.focus());
    },
    keep() {
      this.asking = false;
      this.$nextTick(() => this.$refs.button.focus());
    },
    end() {
      this.asking = false;
      this.$emit("close");
    },
  },
};
