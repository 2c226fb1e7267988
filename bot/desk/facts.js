// What is known, as labels and values.
export default {
  template: `
    <section class="facts">
      <template v-if="summary || reason">
        <h2>Handed over</h2>
        <p class="reason" v-if="reason"><span class="chip" :class="'chip-' + kind">{{ reason }}</span></p>
        <p class="summary" dir="auto" v-if="summary">{{ summary }}</p>
      </template>
      <template v-if="slots.length">
        <h2>Known</h2>
        <dl><template v-for="one in slots" :key="one.label"><dt>{{ one.label }}</dt><dd dir="auto">{{ one.value }}</dd></template></dl>
      </template>
      <h2>Customer</h2>
      <dl><template v-for="one in facts" :key="one.label"><dt>{{ one.label }}</dt><dd>{{ one.value }}</dd></template></dl>
    </section>`,
  props: { reason: String, kind: String, summary: String, slots: { type: Array, default: () => [] }, facts: { type: Array, default: () => [] } },
};
