// A section of the list. Rows are text, never HTML; times tick here, so that the server need not.
export default {
  template: `
    <section v-show="rows.length || nothing" class="section" :class="'section-' + name">
      <h2><span>{{ title }}</span><span class="count">{{ total }}{{ more ? "+" : "" }}</span><span v-if="rated" class="rated" title="What customers rated, on average, of those that are counted here">{{ rated }}</span></h2>
      <p v-if="!rows.length" class="nothing">{{ nothing }}</p>
      <button v-for="row in rows" :key="row.id" type="button" class="row" :class="{ open: row.open, unread: row.unread }"
        :data-conversation="row.id" :aria-current="row.open ? 'true' : null" @click="$emit('open', row.id)">
        <span class="line">
          <span v-if="row.reason" class="chip" :class="'chip-' + row.kind">{{ row.reason }}</span>
          <span v-if="row.operator" class="chip">{{ row.operator }}</span>
          <span v-if="row.from" class="chip chip-from">from {{ row.from }}</span>
          <span v-if="row.unread" class="chip chip-new">new</span>
          <span class="preview" dir="auto" v-if="!row.reason && !row.operator && !row.from && !row.unread">{{ row.preview || "nothing said yet" }}</span>
          <span class="time" :class="urgency(row)" :title="clock(row.since || row.at)">{{ age(row) }}</span>
        </span>
        <span class="preview" dir="auto" v-if="row.reason || row.operator || row.from || row.unread">{{ row.preview || "nothing said yet" }}</span>
        <span class="small">
          <span class="badge">{{ row.language }}</span>
          <span v-if="row.feeling" class="mood" :class="'mood-' + row.mood">{{ row.feeling }}</span>
          <span v-if="row.outlook" class="outlook" title="Foreseen from the conversation so far">{{ row.outlook }}</span>
          <span v-if="row.rating" class="stars" :title="row.rating + ' of 5'">{{ "★".repeat(row.rating) }}</span>
          <span v-if="row.pack">{{ row.pack }}</span>
          <span class="id">{{ row.short }}</span>
        </span>
      </button>
      <button v-if="total > rows.length" type="button" class="more" @click="$emit('more')">Show more ({{ total - rows.length }})</button>
    </section>`,
  emits: ["open", "more"],
  props: { name: String, title: String, rows: { type: Array, default: () => [] }, total: { type: Number, default: 0 }, more: Boolean, nothing: String, rated: String, server: { type: Number, default: 0 } },
  data: () => ({ now: Date.now() / 1000, offset: 0 }),
  watch: {
    server: {
      immediate: true,
      handler(server) {
        this.offset = server - Date.now() / 1000;
      },
    },
  },
  mounted() {
    this.timer = setInterval(this.tick, 1000);
  },
  unmounted() {
    clearInterval(this.timer);
  },
  methods: {
    tick() {
      const now = Date.now() / 1000;
      if (this.name === "waiting" || now - this.now >= 20) this.now = now;
    },
    seconds(since) {
      return Math.max(0, Math.floor(this.now + this.offset - since));
    },
    age(row) {
      const s = this.seconds(row.since || row.at);
      const two = (n) => String(n).padStart(2, "0");
      if (row.since) return s < 3600 ? `${Math.floor(s / 60)}:${two(s % 60)}` : `${Math.floor(s / 3600)} h ${two(Math.floor(s / 60) % 60)}`;
      if (s < 60) return "now";
      if (s < 3600) return `${Math.floor(s / 60)} min`;
      if (s < 86400) return `${Math.floor(s / 3600)} h`;
      return `${Math.floor(s / 86400)} d`;
    },
    urgency(row) {
      if (!row.since) return "";
      const s = this.seconds(row.since);
      return s >= 600 ? "late" : s >= 180 ? "soon" : "";
    },
    clock: (at) => new Date(at * 1000).toLocaleString(),
  },
};
