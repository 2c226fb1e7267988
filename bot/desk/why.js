// Why a turn went as it did: the lines that `frontdesk explain` prints, by kind.
const HEADS = {
  customer: "Customer",
  understood: "Understood",
  rule: "Rules",
  found: "Found",
  action: "Actions",
  said: "Said",
  failure: "Failed",
  desk: "Desk",
};

export default {
  template: `
    <section class="whys">
      <h2><span>Why</span><span class="turns">
        <button type="button" aria-label="Turn before" :disabled="turn <= 0" @click="$emit('turn', turn - 1)">‹</button>
        <span>{{ turns ? turn + 1 : 0 }} of {{ turns }}</span>
        <button type="button" aria-label="Turn after" :disabled="turn >= turns - 1" @click="$emit('turn', turn + 1)">›</button>
      </span></h2>
      <p v-if="!lines.length" class="nothing">Nothing was decided yet.</p>
      <div v-for="(group, n) in groups" :key="n" class="kind" :class="'kind-' + group.kind">
        <h3>{{ group.head }}</h3>
        <p v-for="(line, i) in group.lines" :key="i" dir="auto" :class="'is-' + line.kind" :title="line.kind === 'rule-not' ? 'did not fire' : null">{{ line.text }}</p>
      </div>
      <p v-if="took" class="took">{{ took }}</p>
    </section>`,
  emits: ["turn"],
  props: { lines: { type: Array, default: () => [] }, turn: { type: Number, default: 0 }, turns: { type: Number, default: 0 }, took: String },
  computed: {
    groups() {
      const groups = [];
      for (const line of this.lines) {
        const kind = line.kind === "rule-not" ? "rule" : line.kind;
        const last = groups[groups.length - 1];
        if (last && last.kind === kind) last.lines.push(line);
        else groups.push({ kind, head: HEADS[kind] || kind, lines: [line] });
      }
      return groups;
    },
  },
};
