import type { InferenceMetrics, Reason, TopAnomaly } from '../../snapshot/inference-metrics.ts';
import type { CategoryRange, NumericRange } from '../../snapshot/reference-range.ts';

type Cell = string | number | boolean | null;

/** A feature of a row beside where its values lay in the reference. */
export interface PlacedFeature {
  readonly name: string;
  readonly value: Cell;
  /** null: the run holds none, or it is a column that the model does not read. */
  readonly range: NumericRange | CategoryRange | null;
  /** Where the value lies, in words; null where nothing can be said. */
  readonly place: string | null;
  readonly reason: Reason | null;
}

/** All that the run holds of a row: its reasons first, then the model's other inputs, then columns that are only watched. */
export function placeFeatures(row: TopAnomaly, ranges: InferenceMetrics['reference_ranges'] = {}): PlacedFeature[] {
  const reasons = new Map(row.reasons.map((reason) => [reason.feature, reason]));
  const inputs = Object.entries(ranges).map(([name, { column, range }]): PlacedFeature => {
    const reason = reasons.get(name) ?? null;
    const value = readValue(row, name, column) ?? reason?.value ?? null;
    return { name, value, range, place: placeValue(value, range), reason };
  });
  const unplaced = row.reasons
    .filter(({ feature }) => !Object.hasOwn(ranges, feature))
    .map((reason): PlacedFeature => ({ name: reason.feature, value: reason.value, range: null, place: null, reason }));
  const shown = new Set([...Object.values(ranges).map(({ column }) => column), ...unplaced.map(({ name }) => name)]);
  const watched = Object.entries(row.values)
    .filter(([column]) => !shown.has(column))
    .map(([name, value]): PlacedFeature => ({ name, value, range: null, place: null, reason: null }));
  const rankOf = ({ reason }: PlacedFeature) => (reason ? row.reasons.indexOf(reason) : row.reasons.length);
  return [...[...inputs, ...unplaced].sort((a, b) => rankOf(a) - rankOf(b)), ...watched];
}

/** What the model read, in the units of its range. */
function readValue({ inputs = {}, values }: TopAnomaly, name: string, column: string): Cell {
  if (Object.hasOwn(inputs, name)) return inputs[name];
  return Object.hasOwn(values, column) ? values[column] : null;
}

function placeValue(value: Cell, range: NumericRange | CategoryRange): string | null {
  if (value === null) return 'missing';
  if (range.n === 0) return null;
  if (range.kind === 'categorical') return placeCategory(String(value), range);
  return typeof value === 'number' ? placeNumber(value, range) : null;
}

function placeNumber(value: number, { low, p05, p95, high, isolated }: NumericRange): string | null {
  if (low === null || high === null) return null;
  const except = isolated > 0 ? ', but for isolated values' : '';
  if (value < low) return `below all of the reference${except}`;
  if (value > high) return `above all of the reference${except}`;
  if (p05 !== null && value < p05) return 'in the lowest 5 % of the reference';
  if (p95 !== null && value > p95) return 'in the highest 5 % of the reference';
  return p05 !== null && p95 !== null ? 'in the central 90 % of the reference' : 'within the reference';
}

function placeCategory(value: string, { common, categories }: CategoryRange): string {
  const at = common.findIndex((known) => known.value === value);
  if (at >= 0) return `number ${at + 1} of ${categories} categories`;
  return common.length < categories ? `not among the ${common.length} most common of ${categories}` : 'not in the reference';
}
