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
        <template v-if="group.kind === 'understood' && weighable">
          <div v-if="!words" class="asking"><button type="button" class="weigh" data-do="weigh" :disabled="weighing" @click="$emit('weigh')">{{ weighing ? "Weighing the words…" : "Which words?" }}</button></div>
          <div v-else class="weighed" role="group" aria-label="Which words">
            <template v-for="label in words.labels" :key="label.about + label.head">
              <h4>{{ label.head }}</h4>
              <p class="message" dir="auto"><template v-for="(part, i) in label.parts" :key="i"><mark v-if="part.level" :class="(part.level > 0 ? 'for' : 'against') + Math.abs(part.level)" :title="part.title">{{ part.text }}</mark><span v-else :title="part.title || null">{{ part.text }}</span></template></p>
              <p class="strongest" dir="auto">{{ label.say }}</p>
            </template>
            <p v-if="words.note" class="nothing">{{ words.note }}</p>
          </div>
        </template>
      </div>
      <p v-if="took" class="took">{{ took }}</p>
    </section>`,
  emits: ["turn", "weigh"],
  props: { lines: { type: Array, default: () => [] }, turn: { type: Number, default: 0 }, turns: { type: Number, default: 0 }, took: String, weighable: Boolean, weighing: Boolean, words: Object },
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
