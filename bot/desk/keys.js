// The keyboard of the desk, and the card that tells about it. From a take-over on until the composer is ready ("desk-held" to "desk-ready"),
// keys are no shortcuts: what is typed meanwhile goes into the composer, or nowhere where nothing came of it.
const LONGEST = 15000; // ms that keys are held back at most: longer than the server waits before it says that it is late

const KEYS = [
  ["n", "open the one to take first: alarms, then who has waited longest"],
  ["j / k", "next, previous conversation in the list"],
  ["Enter", "open it"],
  ["t", "take over the open conversation"],
  ["h", "hand it to a colleague, or back to the queue (when it is yours)"],
  ["c", "write (when the conversation is yours)"],
  ["Alt+1 … 3", "put a suggested reply into the text box"],
  ["Esc", "leave the text box; empty and leave the search; close this or the list of what was not delivered"],
  ["d", "what is known and why, where the window is too narrow for it"],
  ["u", "what was not delivered"],
  ["/", "search; ↓ goes on to what was found"],
  ["?", "this help"],
];

export default {
  template: `
    <span class="keys">
      <button type="button" class="press quiet" aria-label="Keyboard help" title="Keyboard (?)" @click="toggle">?</button>
      <dialog ref="card" class="card" @click="$refs.card.close()">
        <h2>Keyboard</h2>
        <dl><template v-for="[key, does] in keys" :key="key"><dt><kbd>{{ key }}</kbd></dt><dd>{{ does }}</dd></template></dl>
        <p>In the text box: Enter sends, Shift+Enter begins a new line.</p>
      </dialog>
    </span>`,
  emits: ["look"],
  data: () => ({ keys: KEYS }),
  created() {
    this.held = null;
    this.heard = { keydown: this.pressed, "desk-held": this.hold, "desk-ready": this.fill, "desk-moved": this.drop, visibilitychange: this.look };
  },
  mounted() {
    for (const [name, hear] of Object.entries(this.heard)) document.addEventListener(name, hear);
  },
  unmounted() {
    this.drop();
    for (const [name, hear] of Object.entries(this.heard)) document.removeEventListener(name, hear);
  },
  methods: {
    toggle() {
      const card = this.$refs.card;
      if (card.open) card.close();
      else card.showModal();
    },
    pressed(event) {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      const writing = event.target.closest && event.target.closest("input, textarea, select");
      if (writing) {
        if (event.key === "Escape") this.leave(writing);
        if (event.key === "ArrowDown" && writing.type === "search") this.down(event);
        return;
      }
      if (this.held !== null) {
        event.preventDefault();
        if (event.key.length === 1) this.held += event.key;
        return;
      }
      const before = document.querySelector(".desk dialog[open]"); // what the keys are for lies behind it
      if (before && !(before === this.$refs.card && event.key === "?")) return;
      const act = { n: this.first, Escape: () => this.press("leave-undelivered"), j: () => this.move(1), k: () => this.move(-1), t: () => this.press("take"), h: () => this.press("hand"), d: () => this.press("details"), u: () => this.press("undelivered"), c: this.write, "/": this.search, "?": this.toggle }[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    },
    look() {
      this.$emit("look", !document.hidden);
    },
    first() {
      const row = document.querySelector(".desk .section-waiting .row");
      if (!row) return;
      row.focus();
      row.click();
    },
    down(event) {
      event.preventDefault();
      const row = document.querySelector(".desk .row");
      if (row) row.focus();
    },
    leave(writing) {
      if (writing.type === "search" && writing.value) {
        writing.value = "";
        writing.dispatchEvent(new Event("input", { bubbles: true }));
      }
      writing.blur();
    },
    hold() {
      this.held = "";
      document.activeElement.blur();
      clearTimeout(this.patience);
      this.patience = setTimeout(this.drop, LONGEST);
    },
    drop() {
      clearTimeout(this.patience);
      this.held = null;
    },
    fill() {
      const box = document.querySelector(".desk .composer textarea:enabled");
      if (box && this.held) {
        box.setRangeText(this.held, box.value.length, box.value.length, "end");
        box.dispatchEvent(new Event("input", { bubbles: true }));
      }
      this.drop();
    },
    move(by) {
      const rows = [...document.querySelectorAll(".desk .row")];
      const focused = rows.indexOf(document.activeElement);
      const from = focused >= 0 ? focused : rows.findIndex((row) => row.classList.contains("open"));
      const to = from < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, from + by));
      if (rows[to]) rows[to].focus();
    },
    press(does) {
      const button = document.querySelector(`.desk [data-do="${does}"]`);
      if (button && button.offsetParent) button.click();
    },
    write() {
      const box = document.querySelector(".desk .composer textarea:enabled");
      if (box) box.focus();
    },
    search() {
      document.querySelector(".desk .find").focus();
    },
  },
};
