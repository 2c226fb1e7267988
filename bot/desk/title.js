// Which conversation is open: enough of its id to tell it from others, and all of it at a click, for `frontdesk explain`.
export default {
  template: `
    <div class="name">
      <h1 :title="id">{{ short }}</h1>
      <button type="button" class="press quiet copy" :title="id" aria-label="Copy the whole id" @click="copy">{{ copied ? "Copied" : "Copy id" }}</button>
    </div>`,
  props: { id: { type: String, default: "" }, short: { type: String, default: "" } },
  data: () => ({ copied: false }),
  watch: {
    id() {
      this.copied = false;
    },
  },
  methods: {
    async copy(event) {
      await this.put(event.currentTarget);
      this.copied = true;
      clearTimeout(this.later);
      this.later = setTimeout(() => (this.copied = false), 2000);
    },
    // Browsers have no clipboard where a page comes neither over TLS nor from this machine; the old way works there.
    async put(button) {
      if (navigator.clipboard) return navigator.clipboard.writeText(this.id);
      const box = document.createElement("textarea");
      box.value = this.id;
      document.body.append(box);
      box.select();
      document.execCommand("copy");
      box.remove();
      button.focus();
    },
  },
};
