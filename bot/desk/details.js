// What is known, and why: beside the conversation, or over it where there is no room ("desk-details" shows it there).
export default {
  template: `
    <aside class="right" :class="{ shown }" aria-label="Details" @keydown.esc="hide">
      <p class="leave"><button ref="leave" type="button" class="press quiet" data-do="leave-details" @click="hide">‹ Conversation</button></p>
      <slot></slot>
    </aside>`,
  props: { conversation: String },
  data: () => ({ shown: false }),
  watch: {
    conversation() {
      this.shown = false;
    },
  },
  mounted() {
    document.addEventListener("desk-details", this.show);
  },
  unmounted() {
    document.removeEventListener("desk-details", this.show);
  },
  methods: {
    show() {
      if (!this.shown) this.from = document.activeElement;
      this.shown = true;
      this.$nextTick(() => this.$refs.leave.offsetParent && this.$refs.leave.focus());
    },
    hide() {
      if (!this.shown) return;
      this.shown = false;
      this.$nextTick(() => this.from && this.from.focus());
    },
  },
};
