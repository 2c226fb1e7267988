// Who deleted what, for leads: the last deletions, in a card.
export default {
  template: `
    <span v-if="may" class="deletions">
      <button type="button" class="press quiet" data-do="deletions" aria-haspopup="dialog" @click="open">Deletions</button>
      <dialog ref="card" class="card record" aria-labelledby="record-title" @click.self="shut">
        <h2 id="record-title">Who deleted what</h2>
        <p v-if="!entries.length" role="status">{{ read ? "Nothing was deleted yet." : "Looking …" }}</p>
        <div v-else class="table" tabindex="0" role="region" aria-labelledby="record-title">
          <table>
            <thead><tr><th scope="col">When</th><th scope="col">Who</th><th scope="col">What</th></tr></thead>
            <tbody><tr v-for="(one, n) in entries" :key="n">
              <td><time :datetime="new Date(one.at * 1000).toISOString()">{{ when(one.at) }}</time></td><td dir="auto">{{ one.by }}</td><td>{{ one.what }}</td>
            </tr></tbody>
          </table>
        </div>
        <p class="do"><button ref="close" type="button" class="press" data-do="leave-deletions" @click="shut">Close</button></p>
      </dialog>
    </span>`,
  emits: ["look"],
  props: { may: Boolean, entries: { type: Array, default: () => [] }, read: Boolean },
  methods: {
    open() {
      this.$emit("look");
      this.$refs.card.showModal();
      this.$nextTick(() => this.$refs.close.focus());
    },
    shut() {
      this.$refs.card.close();
    },
    when: (at) => new Date(at * 1000).toLocaleString("en-GB", { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" }),
  },
};
