// Keeps the conversation at its end while lines arrive, unless the operator has scrolled up to read.
export default {
  template: `
    <div class="thread">
      <div class="scroll" ref="box" role="log" tabindex="0" aria-label="Conversation" @scroll.passive="scrolled" @load.capture="grown"><slot></slot></div>
      <button v-show="behind" type="button" class="jump" @click="bottom">New messages ↓</button>
    </div>`,
  props: { conversation: String },
  data: () => ({ behind: false }),
  mounted() {
    this.stick = true;
    this.first = this.last = this.height = this.top = 0;
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
      // What grows below moves the end away, too, but nobody has scrolled up then.
      this.stick = box.scrollHeight - box.scrollTop - box.clientHeight < 40 || (this.stick && box.scrollTop >= this.top);
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
    // A picture has arrived, and is higher than the place that was kept for it: what is read stays where it is.
    grown(event) {
      const box = this.$refs.box;
      if (this.stick) this.bottom();
      else if (event.target.getBoundingClientRect().top < box.getBoundingClientRect().top) box.scrollTop += box.scrollHeight - this.height;
      this.height = box.scrollHeight;
    },
    bottom() {
      const box = this.$refs.box;
      box.scrollTop = box.scrollHeight;
      this.top = box.scrollTop;
      this.stick = true;
      this.behind = false;
    },
  },
};
