// What was not delivered, by cause; everything as text. Buttons rest after a click until the list has changed.
export default {
  template: `
    <main class="letters" aria-label="Not delivered">
      <header class="over">
        <div><h1>Not delivered</h1><p>{{ total }} {{ total === "1" ? "message" : "messages" }} that customers do not have</p></div>
        <button type="button" class="press quiet" data-do="leave-undelivered" @click="$emit('leave')">Close list</button>
      </header>
      <div ref="sheet" class="sheet" tabindex="0">
        <p v-if="!groups.length" class="empty">Everything was delivered.</p>
        <section v-for="group in groups" :key="group.title" class="cause" :data-cause="group.cause">
          <div class="about">
            <div><h2>{{ group.title }} <span class="count">{{ group.total }}</span></h2><p>{{ group.advice }}</p></div>
            <button v-if="group.free > 1" type="button" class="press" :disabled="busy" @click="all(group)">Try all again</button>
          </div>
          <article v-for="entry in group.entries" :key="entry.id" class="letter" :data-conversation="entry.id">
            <p class="small"><time :datetime="new Date(entry.at * 1000).toISOString()" :title="clock(entry.at)">{{ when(entry.at) }}</time>
              <span>{{ entry.pack }}</span><span class="id">{{ entry.chat }}</span></p>
            <p class="to" dir="auto">{{ entry.wrote ? "To the customer who wrote “" + entry.wrote + "”" : "To a customer who has not written anything" }}</p>
            <p v-for="(line, n) in entry.lines" :key="n" class="text" dir="auto"><b v-if="line.author === 'operator'">Operator: </b>{{ line.text || "(empty message)" }}</p>
            <p v-if="entry.held" class="heldback">{{ entry.held }}</p>
            <p v-if="entry.error" class="said-by-channel">“{{ entry.error }}”</p>
            <p class="do">
              <button v-if="!entry.held" type="button" class="press" :class="{ main: !group.hopeless }" :disabled="busy" @click="again(entry)">Try again</button>
              <button type="button" class="press" @click="$emit('open', entry.id)">Open conversation</button>
              <button type="button" class="press quiet" :disabled="busy" @click="dismiss(entry)">Dismiss</button>
            </p>
          </article>
        </section>
      </div>
    </main>`,
  emits: ["again", "all", "dismiss", "open", "leave"],
  props: { groups: { type: Array, default: () => [] }, total: { type: String, default: "0" } },
  data: () => ({ busy: false }),
  watch: {
    groups() {
      this.busy = false;
    },
  },
  unmounted() {
    clearTimeout(this.patience);
  },
  methods: {
    enter() {
      this.$nextTick(() => this.$refs.sheet.focus());
    },
    rest() {
      this.busy = true;
      clearTimeout(this.patience);
      this.patience = setTimeout(() => (this.busy = false), 3000);
    },
    again(entry) {
      this.rest();
      this.$emit("again", { id: entry.id, seqs: entry.seqs });
    },
    dismiss(entry) {
      if (!confirm("Take this off the list? It cannot be tried again after that.")) return;
      this.rest();
      this.$emit("dismiss", { id: entry.id, seqs: entry.seqs });
    },
    all(group) {
      this.rest();
      this.$emit("all", group.cause);
    },
    clock: (at) => new Date(at * 1000).toLocaleString(),
    when(at) {
      const date = new Date(at * 1000);
      const time = date.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
      if (date.toDateString() === new Date().toDateString()) return time;
      return `${date.toLocaleDateString("en", { weekday: "short", day: "numeric", month: "short" })}, ${time}`;
    },
  },
};
