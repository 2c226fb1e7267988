// Where the operator writes. A draft stays with its conversation, also over a reload; Enter during an input method's composition sends nothing.
// What was sent is kept until the server says that it has it, so that a page that goes away in between loses nothing. A draft remembers which
// suggestions it began from; a gap that one of them brought along ("[order]") is asked about before it is sent.
const key = (conversation) => `desk-draft-${conversation}`;
const beganKey = (conversation) => `desk-began-${conversation}`;
const SENDING = "desk-sending";
const sending = () => JSON.parse(sessionStorage.getItem(SENDING) || "[]");
const keep = (several) => sessionStorage.setItem(SENDING, JSON.stringify(several));
const beganOf = (conversation) => JSON.parse((conversation && sessionStorage.getItem(beganKey(conversation))) || "[]");

const putBack = (conversation, text, began = []) => {
  const draft = sessionStorage.getItem(key(conversation));
  sessionStorage.setItem(key(conversation), draft ? `${text}\n${draft}` : text);
  sessionStorage.setItem(beganKey(conversation), JSON.stringify([...began, ...beganOf(conversation)]));
};

export default {
  template: `
    <form class="composer" :class="{ off: !enabled }" @submit.prevent="send(false)">
      <p v-if="alarm" class="note" role="alert">{{ note }}</p>
      <p v-else-if="!enabled && note && text.trim()" class="note" role="status">{{ note }} Your draft is kept.</p>
      <p v-else-if="asking" class="note gap" role="group" :aria-label="question" @keydown.esc.stop="fill">
        <span>{{ question }}</span>
        <button ref="fill" type="button" class="press" data-do="fill" @click="fill">Fill it in</button>
        <button type="button" class="press danger" data-do="send-anyway" @click="send(true)">Send anyway</button>
      </p>
      <div class="write">
        <textarea ref="box" v-model="text" :disabled="!enabled" :placeholder="enabled ? 'Write to the customer' : note" rows="2" dir="auto"
          aria-label="Message to the customer" @keydown.enter="enter" @keydown.esc="$refs.box.blur()"></textarea>
        <button type="submit" class="press main" :disabled="!enabled || !text.trim()">Send</button>
      </div>
      <p class="hint" :class="{ over: text.length > most }">{{ text.length > most ? text.length + " of " + most + " characters" : "Enter sends, Shift+Enter begins a new line" }}</p>
    </form>`,
  emits: ["say"],
  props: { conversation: String, enabled: Boolean, note: { type: String, default: "" }, alarm: Boolean, most: { type: Number, default: Infinity } },
  data: () => ({ text: "", began: [], asking: "" }),
  computed: {
    question() {
      return `${this.asking} is not filled in yet.`;
    },
  },
  watch: {
    conversation: {
      immediate: true,
      handler(conversation) {
        document.dispatchEvent(new Event("desk-moved"));
        this.began = beganOf(conversation);
        this.text = (conversation && sessionStorage.getItem(key(conversation))) || "";
        this.asking = "";
        this.$nextTick(this.focus);
      },
    },
    enabled() {
      this.$nextTick(this.ready);
    },
    text(text) {
      if (this.asking && !text.includes(this.asking)) this.asking = "";
      if (!this.conversation) return;
      if (text) sessionStorage.setItem(key(this.conversation), text);
      else sessionStorage.removeItem(key(this.conversation));
      if (!text.trim()) this.began = [];
      this.$nextTick(this.grow);
    },
    began(began) {
      if (!this.conversation) return;
      if (began.length) sessionStorage.setItem(beganKey(this.conversation), JSON.stringify(began));
      else sessionStorage.removeItem(beganKey(this.conversation));
    },
  },
  beforeCreate() {
    for (const { conversation, text, began } of sending()) {
      putBack(conversation, text, began);
    }
    keep([]);
  },
  mounted() {
    document.addEventListener("desk-insert", this.insert);
  },
  unmounted() {
    document.removeEventListener("desk-insert", this.insert);
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
      this.send(false);
    },
    // A suggestion goes behind the draft, or takes the place of an empty one; the cursor goes to its first gap, or behind it. It is typed, so that
    // the browser can undo it, and only once, however often the button is pressed.
    insert({ detail: { conversation, wording, text, gaps } }) {
      if (!this.enabled || conversation !== this.conversation) return;
      const box = this.$refs.box, draft = box.value.trimEnd();
      box.focus();
      if (!draft.includes(text)) {
        box.setSelectionRange(draft.length, box.value.length);
        document.execCommand("insertText", false, draft ? `\n${text}` : text);
      }
      this.began = [...this.began.filter((one) => one.wording !== wording), { wording, text, gaps }];
      this.$nextTick(() => {
        if (gaps.length) this.select(gaps[0], draft.includes(text) ? 0 : draft.length);
        else box.setSelectionRange(this.text.length, this.text.length);
      });
    },
    select(gap, from = 0) {
      const at = this.text.indexOf(gap, from);
      if (at >= 0) this.$refs.box.setSelectionRange(at, at + gap.length);
    },
    fill() {
      const gap = this.asking;
      this.asking = "";
      this.$nextTick(() => {
        this.focus();
        this.select(gap);
      });
    },
    send(anyway) {
      if (!this.enabled || !this.text.trim() || this.text.length > this.most) return;
      if (!window.socket || !window.socket.connected) return;
      const gap = this.began.flatMap((one) => one.gaps).find((one) => this.text.includes(one));
      if (gap && !anyway) {
        this.asking = gap;
        this.$nextTick(() => this.$refs.fill.focus());
        return;
      }
      const sent = { conversation: this.conversation, text: this.text, id: `${Date.now()}-${Math.random()}`, began: this.began };
      keep([...sending(), sent]);
      this.$emit("say", sent);
      this.text = "";
      this.asking = "";
      if (anyway) this.focus();
    },
    settle(id, kept) {
      const sent = sending().find((one) => one.id === id);
      if (!sent) return;
      keep(sending().filter((one) => one.id !== id));
      if (!kept) this.restore(sent);
    },
    // A conversation that was deleted takes its draft along.
    drop(conversation) {
      if (conversation === this.conversation) this.text = "";
      sessionStorage.removeItem(key(conversation));
      sessionStorage.removeItem(beganKey(conversation));
    },
    restore({ conversation, text, began = [] }) {
      if (conversation !== this.conversation) {
        putBack(conversation, text, began);
        return;
      }
      this.text = this.text ? `${text}\n${this.text}` : text;
      this.began = [...began, ...this.began];
    },
  },
};
