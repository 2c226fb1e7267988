// What a lead does with what is kept of the open conversation: saves it as a file, or deletes it. Deleting asks in a card that names what goes, with
// the harmless choice in focus; its button rests until it is said that this is meant. No key of the desk does either.
const OFFLINE = "The server cannot be reached at the moment: nothing was exported.";

export default {
  template: `
    <section v-if="may" class="keep" aria-label="What is kept">
      <h2>What is kept</h2>
      <p class="do">
        <button type="button" class="press" data-do="export" :disabled="saving" @click="save">Export</button>
        <button type="button" class="press danger" data-do="erase" aria-haspopup="dialog" @click="open">Delete what we keep …</button>
      </p>
      <dialog ref="card" class="card erase" aria-labelledby="erase-title" @click.self="shut" @keydown.esc.stop>
        <h2 id="erase-title">Delete what we keep of this conversation?</h2>
        <p v-if="standing" class="standing">{{ standing }}</p>
        <p v-if="kept.length">This goes for good, for everybody at the desk:</p>
        <p v-else role="status">Looking what is kept …</p>
        <ul><li v-for="one in kept" :key="one">{{ one }}</li></ul>
        <p>It stays on record that you deleted a conversation, when, and how many messages it had. Exports, backups and what was written into other systems stay as they are.</p>
        <label><input v-model="meant" type="checkbox" :disabled="!kept.length"><span>Delete it: nobody can bring it back</span></label>
        <p class="do">
          <button type="button" class="press danger" data-do="erase-it" :disabled="!meant" @click="erase">Delete for good</button>
          <button ref="keep" type="button" class="press" data-do="keep-it-all" @click="shut">Keep it</button>
        </p>
      </dialog>
    </section>`,
  emits: ["look", "erase", "refused"],
  props: { may: Boolean, conversation: String, standing: { type: String, default: "" }, kept: { type: Array, default: () => [] } },
  data: () => ({ meant: false, saving: false }),
  watch: {
    conversation: "shut",
  },
  methods: {
    open() {
      this.meant = false;
      this.$emit("look");
      this.$refs.card.showModal();
      this.$nextTick(() => this.$refs.keep.focus());
    },
    shut() {
      if (this.$refs.card) this.$refs.card.close();
    },
    erase() {
      if (!window.socket || !window.socket.connected) return;
      this.$emit("erase", this.conversation);
      this.shut();
    },
    async save() {
      this.saving = true;
      try {
        const answer = await fetch(`/desk/api/conversations/${encodeURIComponent(this.conversation)}/export`);
        if (answer.ok) this.hand(await answer.blob(), this.conversation);
        else this.$emit("refused", await this.why(answer));
      } catch {
        this.$emit("refused", OFFLINE);
      } finally {
        this.saving = false;
      }
    },
    hand(file, conversation) {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(file);
      link.download = `conversation-${conversation}.json`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    },
    async why(answer) {
      const said = await answer.text();
      try {
        return JSON.parse(said).error.message;
      } catch {
        return said;
      }
    },
  },
};
