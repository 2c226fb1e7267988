// Keeps the conversation at its end while lines arrive, unless the operator has scrolled up to read.
export default {
  template: `
    <div class="thread">
      <div class="scroll" ref="box" role="log" tabindex="0" aria-label="Conversation" @scroll.passive="scrolled"><slot></slot></div>
      <button v-show="behind" type="button" class="jump" @click="bottom">New messages ↓</button>
    </div>`,
  props: { conversation: String },
  data: () => ({ behind: false }),
  mounted() {
    this.stick = true;
    this.first = this.last = this.height = 0;
    this.changes = new MutationObserver(() => this.changed());
    this.changes.observe(this.$refs.box, { childList: true, subtree: true, characterData: true });
    this.sizes = new ResizeObserver(() => this.stick && this.bottom());
    this.sizes.observe(this.$refs.box);
  },
  unmounted() {
    this.changes.disconnect();
    this.sizes.disconnect();
  },
  watch: {
    conversation() {
      this.stick = true;
      this.behind = false;
      this.$nextTick(this.bottom);
    },
  },
  methods: {
    scrolled() {
      const box = this.$refs.box;
      this.stick = box.scrollHeight - box.scrollTop - box.clientHeight < 40;
      if (this.stick) this.behind = false;
    },
    changed() {
      const box = this.$refs.box;
      const said = box.querySelectorAll("[data-seq]");
      const first = said.length ? +said[0].dataset.seq : 0;
      const last = said.length ? +said[said.length - 1].dataset.seq : 0;
      if (this.stick) this.bottom();
      else if (first < this.first) box.scrollTop += box.scrollHeight - this.height;
      else if (last > this.last) this.behind = true;
      Object.assign(this, { first, last, height: box.scrollHeight });
    },
    bottom() {
      const box = this.$refs.box;
      box.scrollTop = box.scrollHeight;
      this.stick = true;
      this.behind = false;
    },
  },
};
