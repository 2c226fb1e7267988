// Hands the open conversation to a colleague, or back to the queue, with a note that only colleagues read. It opens with the first of those who
// are at the desk chosen; what was written stays until the conversation is another's, so that nothing is lost where handing it on fails.
export default {
  template: `
    <span v-show="mine" class="handing">
      <button type="button" class="press" data-do="hand" aria-haspopup="dialog" @click="open">Hand to a colleague</button>
      <dialog ref="card" class="card hand" aria-labelledby="hand-title" @click.self="shut">
        <form @submit.prevent="hand" @input="fresh = false">
          <h2 id="hand-title">Hand to a colleague</h2>
          <fieldset>
            <legend class="told">Who goes on with this customer</legend>
            <label v-for="one in colleagues" :key="one.name">
              <input v-model="to" type="radio" name="hand-to" :value="one.name"><span>{{ one.name }}</span>
              <span class="where" :class="{ here: one.here }">{{ one.here ? "at the desk" : "not at the desk" }}</span>
            </label>
            <label><input v-model="to" type="radio" name="hand-to" value=""><span>Anybody</span><span class="where">back to the queue</span></label>
          </fieldset>
          <label class="for">Note for colleagues, if they need one
            <textarea v-model="note" rows="3" dir="auto" :maxlength="most" @keydown.enter="enter"></textarea>
          </label>
          <p>The customer reads who goes on, but never the note.</p>
          <p v-if="draft" class="draft" role="status">Your draft to the customer is not sent.</p>
          <p class="do">
            <button type="submit" class="press main" data-do="hand-over">{{ to ? "Hand to " + to : "Put into the queue" }}</button>
            <button type="button" class="press" data-do="keep-it" @click="shut">Keep it</button>
          </p>
        </form>
      </dialog>
    </span>`,
  emits: ["look", "hand"],
  props: { conversation: String, mine: Boolean, most: Number, colleagues: { type: Array, default: () => [] } },
  data: () => ({ to: "", note: "", draft: false, fresh: false }),
  watch: {
    conversation: "forget",
    mine(mine) {
      if (!mine) this.forget();
    },
    colleagues(now, before) {
      if (this.fresh && JSON.stringify(now) !== JSON.stringify(before)) this.choose();
    },
  },
  methods: {
    open() {
      this.fresh = true;
      this.$emit("look");
      this.draft = Boolean((sessionStorage.getItem(`desk-draft-${this.conversation}`) || "").trim());
      this.$refs.card.showModal();
      this.choose();
    },
    choose() {
      const first = this.colleagues.find((one) => one.here);
      this.to = first ? first.name : "";
      this.$nextTick(() => {
        const chosen = this.$refs.card.querySelector("input:checked");
        if (chosen && this.$refs.card.open) chosen.focus();
      });
    },
    shut() {
      this.fresh = false;
      this.$refs.card.close();
    },
    forget() {
      this.note = "";
      this.shut();
    },
    enter(event) {
      if (event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.hand();
    },
    hand() {
      if (!window.socket || !window.socket.connected) return;
      this.$emit("hand", { conversation: this.conversation, to: this.to, note: this.note });
      this.shut();
    },
  },
};
