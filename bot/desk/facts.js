// What is known, as labels and values; of a long message its beginning, the rest at a click.
const LONG = 280; // characters
export default {
  template: `
    <section class="facts">
      <template v-if="summary || reason">
        <h2>Handed over</h2>
        <p class="reason" v-if="reason"><span class="chip" :class="'chip-' + kind">{{ reason }}</span></p>
        <p class="summary" dir="auto" v-if="summary">{{ cut ? beginning : summary }}</p>
        <button v-if="long" type="button" class="more" :aria-expanded="String(all)" @click="all = !all">{{ all ? "Show less" : "Show all" }}</button>
      </template>
      <template v-if="slots.length">
        <h2>Known</h2>
        <dl><template v-for="one in slots" :key="one.label"><dt>{{ one.label }}</dt><dd dir="auto">{{ one.value }}</dd></template></dl>
      </template>
      <h2>Customer</h2>
      <dl><template v-for="one in facts" :key="one.label"><dt>{{ one.label }}</dt><dd dir="auto">{{ one.value }}</dd></template></dl>
    </section>`,
  data: () => ({ all: false }),
  computed: {
    long() {
      return (this.summary || "").length > LONG;
    },
    cut() {
      return this.long && !this.all;
    },
    beginning() {
      return `${this.summary.slice(0, LONG).replace(/\s+\S{0,20}$/, "")} …`;
    },
  },
  watch: {
    summary() {
      this.all = false;
    },
  },
  props: { reason: String, kind: String, summary: String, slots: { type: Array, default: () => [] }, facts: { type: Array, default: () => [] } },
};
