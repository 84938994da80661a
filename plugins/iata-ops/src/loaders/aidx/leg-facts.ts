import type { RecordValue, SourceRecord } from '@oads/cli/plugin';

/** What messages tell of a leg: undefined is not told, null is no longer known. Resources are apart by their end. */
export type LegFacts = Record<string, RecordValue | undefined>;

const MICROS_PER_MINUTE = 60_000_000;

/** A leg as a row: delays from its times, and the gate of the departure, else of the arrival. */
export function toRow(facts: LegFacts): SourceRecord {
  const end = ['gate', 'stand', 'terminal'].some((field) => facts[`departure_${field}`]) ? 'departure' : 'arrival';
  const [gate, stand, terminal] = ['gate', 'stand', 'terminal'].map((field) => facts[`${end}_${field}`]);
  const hasResource = [gate, stand, terminal].some((text) => text);
  return {
    ...facts,
    ...measureDelay('dep', facts.scheduled_off_block, facts.actual_off_block, facts.estimated_off_block),
    ...measureDelay('arr', facts.scheduled_on_block, facts.actual_on_block, facts.estimated_on_block),
    gate,
    stand,
    terminal,
    gate_airport: hasResource ? (end === 'departure' ? facts.origin : facts.destination) : null,
    cancelled: facts.cancelled ?? false,
    diverted: facts.diverted ?? false,
  };
}

/** Actual less scheduled, else estimated less scheduled. */
function measureDelay(
  end: 'dep' | 'arr',
  scheduled: RecordValue | undefined,
  actual: RecordValue | undefined,
  estimated: RecordValue | undefined,
): SourceRecord {
  const known = typeof actual === 'number' ? actual : estimated;
  if (typeof scheduled !== 'number' || typeof known !== 'number') return {};
  return {
    [`${end}_delay_min`]: (known - scheduled) / MICROS_PER_MINUTE,
    [`${end}_delay_basis`]: typeof actual === 'number' ? 'actual' : 'estimated',
  };
}
