// Lines of the conversation, all as text; a click asks why.
export default {
  template: `
    <div class="lines">
      <template v-for="(line, i) in lines" :key="line.seq">
        <p v-if="i === 0 ? first : !sameDay(line, lines[i - 1])" class="day">{{ day(line.at) }}</p>
        <div class="said" :class="[line.author, { asked: line.turn !== null && line.turn === turn }]" :data-seq="line.seq" @click="why(line)">
          <div class="bubble">
            <img v-if="line.picture" class="picture" :src="line.picture" alt="The picture that the customer sees" @error="lost">
            <a v-if="line.file" class="file" :href="line.file" target="_blank" rel="noopener" @click.stop>
              <img v-if="line.kind === 'photo'" class="picture" loading="lazy" :src="line.file" alt="The photo that the customer sent" @error="unseen">
              <span v-else>Open the file</span>
            </a>
            <p class="text" dir="auto">{{ line.text || "(empty message)" }}</p>
            <p v-if="line.rating" class="scale" aria-label="asked for a rating"><span v-for="n in 5" :key="n">★</span></p>
            <p v-if="line.source" class="source" :title="line.passage">from “{{ line.source }}”</p>
          </div>
          <p v-if="marks[line.seq]" class="missing" role="status" @click.stop>
            <span>{{ marks[line.seq].text }}</span>
            <button v-if="marks[line.seq].again" type="button" class="press" :disabled="tried === line.seq" @click="again(line)">Try again</button>
          </p>
          <p v-if="line.internal" class="internal" dir="auto"><span>Note for colleagues</span> {{ line.internal }}</p>
          <p v-if="line.buttons.length" class="quick"><span v-for="(label, n) in line.buttons" :key="n">{{ label }}</span></p>
          <p class="by">
            <span>{{ who(line) }}</span><time :datetime="new Date(line.at * 1000).toISOString()">{{ time(line.at) }}</time>
            <button v-if="line.turn !== null" type="button" class="why" @click.stop="why(line, true)">Why</button>
          </p>
        </div>
      </template>
    </div>`,
  emits: ["why", "again"],
  props: { lines: { type: Array, default: () => [] }, marks: { type: Object, default: () => ({}) }, turn: Number, first: Boolean },
  data: () => ({ tried: null }),
  methods: {
    again(line) {
      this.tried = line.seq;
      setTimeout(() => (this.tried = null), 3000);
      this.$emit("again", line.seq);
    },
    // A click on the line asks beside it; only the button covers the conversation where there is no room for both.
    why(line, covering) {
      if (line.turn === null || String(window.getSelection())) return;
      this.$emit("why", line.turn);
      if (covering) document.dispatchEvent(new Event("desk-details"));
    },
    unseen: (event) => (event.target.alt = "The photo cannot be shown: open it to see why"),
    lost: (event) => (event.target.alt = "A picture that cannot be drawn any more"),
    who: (line) => ({ customer: "Customer", bot: "Bot", system: "System" })[line.author] || line.name || "Operator",
    time: (at) => new Date(at * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false }),
    day(at) {
      const date = new Date(at * 1000);
      const before = (days) => new Date(new Date().setDate(new Date().getDate() - days)).toDateString();
      const name = { [before(0)]: "Today", [before(1)]: "Yesterday" }[date.toDateString()];
      const year = date.getFullYear() === new Date().getFullYear() ? {} : { year: "numeric" };
      return [name, date.toLocaleDateString("en", { weekday: "long", day: "numeric", month: "long", ...year })].filter(Boolean).join(", ");
    },
    sameDay: (a, b) => new Date(a.at * 1000).toDateString() === new Date(b.at * 1000).toDateString(),
  },
};
