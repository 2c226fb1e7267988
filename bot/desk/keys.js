// The keyboard of the desk, and the card that tells about it.
const KEYS = [
  ["j / k", "next, previous conversation in the list"],
  ["Enter", "open it"],
  ["t", "take over the open conversation"],
  ["c", "write (when the conversation is yours)"],
  ["Esc", "leave the text box or the search"],
  ["/", "search"],
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
  data: () => ({ keys: KEYS }),
  mounted() {
    document.addEventListener("keydown", this.pressed);
  },
  unmounted() {
    document.removeEventListener("keydown", this.pressed);
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
        if (event.key === "Escape") writing.blur();
        return;
      }
      const act = { j: () => this.move(1), k: () => this.move(-1), t: this.take, c: this.write, "/": this.search, "?": this.toggle }[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    },
    move(by) {
      const rows = [...document.querySelectorAll(".desk .row")];
      const focused = rows.indexOf(document.activeElement);
      const from = focused >= 0 ? focused : rows.findIndex((row) => row.classList.contains("open"));
      const to = from < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, from + by));
      if (rows[to]) rows[to].focus();
    },
    take() {
      const button = document.querySelector('.desk [data-do="take"]');
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
