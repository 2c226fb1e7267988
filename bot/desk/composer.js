// Where the operator writes. A draft stays with its conversation, also over a reload; Enter during an input method's composition sends nothing.
// What was sent is kept until the server says that it has it, so that a page that goes away in between loses nothing.
const key = (conversation) => `desk-draft-${conversation}`;
const SENDING = "desk-sending";
const sending = () => JSON.parse(sessionStorage.getItem(SENDING) || "[]");
const keep = (several) => sessionStorage.setItem(SENDING, JSON.stringify(several));

export default {
  template: `
    <form class="composer" :class="{ off: !enabled }" @submit.prevent="send">
      <p v-if="alarm" class="note" role="alert">{{ note }}</p>
      <p v-else-if="!enabled && note && text.trim()" class="note" role="status">{{ note }} Your draft is kept.</p>
      <div class="write">
        <textarea ref="box" v-model="text" :disabled="!enabled" :placeholder="enabled ? 'Write to the customer' : note" rows="2" dir="auto"
          aria-label="Message to the customer" @keydown.enter="enter" @keydown.esc="$refs.box.blur()"></textarea>
        <button type="submit" class="press main" :disabled="!enabled || !text.trim()">Send</button>
      </div>
      <p class="hint" :class="{ over: text.length > most }">{{ text.length > most ? text.length + " of " + most + " characters" : "Enter sends, Shift+Enter begins a new line" }}</p>
    </form>`,
  emits: ["say"],
  props: { conversation: String, enabled: Boolean, note: { type: String, default: "" }, alarm: Boolean, most: { type: Number, default: Infinity } },
  data: () => ({ text: "" }),
  watch: {
    conversation: {
      immediate: true,
      handler(conversation) {
        document.dispatchEvent(new Event("desk-moved"));
        this.text = (conversation && sessionStorage.getItem(key(conversation))) || "";
        this.$nextTick(this.focus);
      },
    },
    enabled() {
      this.$nextTick(this.ready);
    },
    text(text) {
      if (!this.conversation) return;
      if (text) sessionStorage.setItem(key(this.conversation), text);
      else sessionStorage.removeItem(key(this.conversation));
      this.$nextTick(this.grow);
    },
  },
  beforeCreate() {
    for (const { conversation, text } of sending()) {
      const draft = sessionStorage.getItem(key(conversation));
      sessionStorage.setItem(key(conversation), draft ? `${text}\n${draft}` : text);
    }
    keep([]);
  },
  methods: {
    ready() {
      this.focus();
      if (this.enabled) document.dispatchEvent(new Event("desk-ready"));
    },
    focus() {
      if (this.enabled && this.$refs.box) this.$refs.box.focus();
    },
    grow() {
      const box = this.$refs.box;
      if (!box) return;
      box.style.height = "auto";
      box.style.height = `${Math.min(box.scrollHeight + 2, 180)}px`;
    },
    enter(event) {
      if (event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.send();
    },
    send() {
      if (!this.enabled || !this.text.trim() || this.text.length > this.most) return;
      if (!window.socket || !window.socket.connected) return;
      const sent = { conversation: this.conversation, text: this.text, id: `${Date.now()}-${Math.random()}` };
      keep([...sending(), sent]);
      this.$emit("say", sent);
      this.text = "";
    },
    settle(id, kept) {
      const sent = sending().find((one) => one.id === id);
      if (!sent) return;
      keep(sending().filter((one) => one.id !== id));
      if (!kept) this.restore(sent.conversation, sent.text);
    },
    restore(conversation, text) {
      if (conversation !== this.conversation) sessionStorage.setItem(key(conversation), text);
      else this.text = this.text ? `${text}\n${this.text}` : text;
    },
  },
};
