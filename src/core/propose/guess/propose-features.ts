import type { FeatureConfig } from '../../config/schema.ts';
import { MICROS_PER_DAY } from '../../frame/types.ts';
import { formatPercent } from '../../profile/wording.ts';
import type { ColumnLook, TableLook } from '../look/table-look.ts';
import type { Guess, LeftOut } from '../proposal.ts';
import { sayCount, sayNumber } from '../say.ts';
import { isCopy, isOrder } from './find-copies.ts';
import { isPersonal, isSuspect } from './find-personal.ts';
import type { GuessedHoldout } from './guess-holdout.ts';
import { hasDecimalCommas } from './has-decimal-commas.ts';
import { isIdName, takeName, toSlug, wordsOf } from './read-name.ts';
import { shareOfNulls } from './share-of-nulls.ts';

const MOST_NUMERIC = 30;
const MOST_CATEGORICAL = 12;
const MOST_CATEGORIES = 200;
const ROWS_PER_CATEGORY = 20;
/** Of the held-out rows, in an order that need not mean anything: more than this in categories that come nowhere before. */
const MOST_UNSEEN = 0.2;
/** Half of its values missing, and a column says more about who fills it in than about the row. */
const MOST_NULLS = 0.5;
/** With fewer numeric inputs, the model reads how rare categories are, too. */
const FEW_NUMERIC = 3;
const CALENDAR = new Set(['year', 'yr', 'month', 'quarter', 'week', 'day', 'weekday', 'dow', 'doy']);

export interface FeatureContext {
  readonly key: readonly string[];
  readonly time?: string;
  readonly holdout: GuessedHoldout;
}

export interface ProposedFeatures {
  readonly features: readonly Guess<FeatureConfig>[];
  readonly leftOut: readonly LeftOut[];
}

interface Candidate {
  readonly column: ColumnLook;
  readonly kind: 'numeric' | 'categorical';
}

/** What measures or sorts the rows; no names of things, no constants, no free text, no copies, nothing that only counts up. */
export function proposeFeatures(look: TableLook, { key, time, holdout }: FeatureContext): ProposedFeatures {
  const leftOut: LeftOut[] = [];
  const chosen: Candidate[] = [];
  const leave = (column: ColumnLook, why: string) => leftOut.push({ column: column.name, why });
  const order = orderOf(look, time);
  for (const column of look.columns) {
    if (column.type === 'date' || column.type === 'timestamp') continue;
    const why = whyNot(column, look, holdout);
    if (why !== undefined) {
      leave(column, why);
      continue;
    }
    const kind = kindOf(column, look, key);
    if (typeof kind !== 'string') {
      leave(column, kind.why);
      continue;
    }
    const copied = chosen.find((other) => other.kind === kind && isCopy(other.column, column, kind));
    if (copied) leave(column, `says the same as ${copied.column.name}`);
    else if (kind === 'numeric' && isOrder(column, order))
      leave(column, 'rises with the rows: a place in a sequence rather than a measurement');
    else if (kind === 'categorical' && time === undefined && shareUnseen(column.sample, holdout.before) > MOST_UNSEEN)
      leave(column, 'goes with the order of the rows: a good part of the held-out ones has values that come nowhere before');
    else if (chosen.filter((other) => other.kind === kind).length >= (kind === 'numeric' ? MOST_NUMERIC : MOST_CATEGORICAL))
      leave(column, `beyond the first ${kind === 'numeric' ? MOST_NUMERIC : MOST_CATEGORICAL} ${kind} ones`);
    else chosen.push({ column, kind });
  }
  const taken = new Set<string>();
  const numeric = chosen.filter(({ kind }) => kind === 'numeric');
  const times = proposeTimes(look, time, holdout, taken);
  const modelsCategories = numeric.length < FEW_NUMERIC;
  const ordered = [...numeric, ...chosen.filter(({ kind }) => kind === 'categorical')];
  const features = ordered.map(({ column, kind }, index) => {
    const name = takeName(toSlug(column.name, `feature-${index + 1}`), taken);
    return kind === 'numeric' ? measure(column, name) : sort(column, name, look.rows, modelsCategories);
  });
  return { features: [...features, ...times], leftOut };
}

function whyNot(column: ColumnLook, { rows }: TableLook, { before }: GuessedHoldout): string | undefined {
  if (column.nulls === rows) return 'no value at all';
  if (column.min !== null && column.min === column.max) return 'always the same';
  if (column.values?.size === 1) return 'always the same';
  if (isPersonal(column)) return 'looks personal';
  if (column.unreadable > 0) return 'holds infinite numbers';
  const nulls = [0, 1].map((side) => shareOfNulls(column.sample, before, side));
  if (Math.max(column.nulls / rows, ...nulls) > MOST_NULLS) return `${formatPercent(column.nulls / rows)} empty`;
  for (const side of [0, 1])
    if (before.includes(side) && isConstant(column.sample, before, side))
      return `always the same ${side === 1 ? 'before' : 'in'} the hold-out`;
  return undefined;
}

function kindOf(column: ColumnLook, { rows }: TableLook, key: readonly string[]): Candidate['kind'] | { why: string } {
  const { name, type, values, min, max } = column;
  if (type === 'number' || type === 'integer') {
    if (isIdName(name) && column.whole) return { why: 'called like a name of things, not a measurement' };
    if (key.includes(name) && column.whole) return { why: 'part of the key' };
    if (wordsOf(name).some((word) => CALENDAR.has(word)) && column.whole) return { why: 'a part of the calendar' };
    if (values && values.size <= 2) return 'categorical';
    const [low, high] = [min as number, max as number];
    if (Math.fround(low) === Math.fround(high) || Math.abs(high) > 1e30 || Math.abs(low) > 1e30)
      return { why: 'does not vary within the seven digits that a model reads' };
    if ((high - low) / Math.max(Math.abs(high), Math.abs(low)) < 1e-4)
      return { why: 'varies in its last digits only, of which a model reads seven in all' };
    return 'numeric';
  }
  if (column.text && hasDecimalCommas(column.text)) return { why: 'numbers with a decimal comma: text until they have a point' };
  if (!values) return { why: `more than 2,000 different texts` };
  if (key.length === 1 && key[0] === name) return { why: 'the key' };
  if (values.size > MOST_CATEGORIES || rows / values.size < ROWS_PER_CATEGORY) return { why: `${sayCount(values.size, 'different text')}` };
  return 'categorical';
}

function measure(column: ColumnLook, name: string): Guess<FeatureConfig> {
  const values = column.sample.filter((value) => !Number.isNaN(value)).sort();
  const at = (share: number) => values[Math.min(values.length - 1, Math.floor(share * values.length))];
  const log = needsLog(at);
  const source = name === column.name ? {} : { column: column.name };
  const basis = log
    ? `half of the values lie below ${sayNumber(at(0.5))}, and one in a hundred above ${sayNumber(at(0.99))}: the logarithm`
    : `median ${sayNumber(at(0.5))}, nine in ten within ${sayNumber(at(0.05))} to ${sayNumber(at(0.95))}`;
  return { value: { name, ...source, ...(log ? { transform: 'log1p' as const } : {}) }, basis };
}

/** A tail that is long beside the bulk, in numbers large enough for log(1 + x) to shorten it. */
function needsLog(at: (share: number) => number): boolean {
  const [low, quarter, middle, upper, high] = [0.01, 0.25, 0.5, 0.75, 0.99].map(at);
  const bulk = Math.max(upper - quarter, Number.MIN_VALUE);
  if (high < 10) return false;
  return low >= 0 ? high - middle > 8 * bulk || (middle > 0 && high > 50 * middle) : (high - middle) / bulk > 15;
}

function sort(column: ColumnLook, name: string, rows: number, model: boolean): Guess<FeatureConfig> {
  const source = name === column.name ? {} : { column: column.name };
  const empty = column.nulls > 0 ? `, ${formatPercent(column.nulls / rows)} empty` : '';
  const entersModel = model && column.nulls === 0 && !isSuspect(column);
  return {
    value: { name, ...source, kind: 'categorical', ...(entersModel ? { model: true } : {}) },
    basis: `${sayCount(column.values?.size ?? 2, 'value')}${empty}; ${entersModel ? 'the model reads how rare each is' : 'watched for drift'}`,
  };
}

/** The hour where either part has a week of days with hours, the weekday where either has six weeks. The month never: a hold-out by time has others. */
function proposeTimes(
  { columns, rows }: TableLook,
  time: string | undefined,
  { before }: GuessedHoldout,
  taken: Set<string>,
): Guess<FeatureConfig>[] {
  const times = columns.filter(({ type, nulls, min }) => (type === 'date' || type === 'timestamp') && nulls <= rows * 0.01 && min !== null);
  const hourly = [...times]
    .sort((a, b) => Number(b.name === time) - Number(a.name === time))
    .find(
      (column) =>
        daysOf(column, before) >= 7 &&
        distinct(column.sample, (value) => Math.floor((value % MICROS_PER_DAY) / (MICROS_PER_DAY / 24))) >= 6,
    );
  const main = times.find(({ name }) => name === time);
  const features: Guess<FeatureConfig>[] = [];
  if (hourly) {
    const name = takeName('hour', taken);
    features.push({ value: { name, column: hourly.name, transform: 'hour' }, basis: `hour of the day of ${hourly.name}, in UTC` });
  }
  if (
    main &&
    daysOf(main, before) >= 42 &&
    isSteady(main.sample.map(weekdayOf), before) &&
    distinct(main.sample, dayOf) >= 28 &&
    distinct(main.sample, weekdayOf) >= 5
  ) {
    const name = takeName('weekday', taken);
    features.push({ value: { name, column: main.name, transform: 'weekday' }, basis: `weekday of ${main.name}, Monday is 0` });
  }
  return features;
}

const dayOf = (micros: number): number => Math.floor(micros / MICROS_PER_DAY);
/** 1 January 1970 was a Thursday. */
const weekdayOf = (micros: number): number => (((dayOf(micros) + 3) % 7) + 7) % 7;

/** Whether each value has about the same share of either part: a week that goes on as it did. */
function isSteady(values: Float64Array, before: Uint8Array): boolean {
  const parts = [0, 1].map((side) => values.filter((value, row) => before[row] === side && !Number.isNaN(value)));
  return [...new Set(values)].every((value) => {
    const [one, other] = parts.map((part) => part.filter((each) => each === value).length / Math.max(1, part.length));
    return Math.abs(one - other) < 0.05;
  });
}

/** Days that the shorter part spans: a part of a week has other weekdays than a whole one. */
function daysOf({ sample }: ColumnLook, before: Uint8Array): number {
  const spans = [0, 1].map((side) => {
    let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let row = 0; row < sample.length; row++) {
      if (before[row] !== side || Number.isNaN(sample[row])) continue;
      first = Math.min(first, sample[row]);
      last = Math.max(last, sample[row]);
    }
    return last < first ? 0 : last - first;
  });
  return Math.min(...spans) / MICROS_PER_DAY;
}

function distinct(sample: Float64Array, read: (value: number) => number): number {
  return new Set(sample.filter((value) => !Number.isNaN(value)).map(read)).size;
}

/** What the hold-out goes by: the time of the sampled rows, else their number. */
function orderOf({ columns, sampleRows }: TableLook, time: string | undefined): Float64Array {
  return columns.find(({ name }) => name === time)?.sample ?? sampleRows;
}

function shareUnseen(sample: Float64Array, before: Uint8Array): number {
  const known = new Set(sample.filter((_, row) => before[row] === 1));
  const heldOut = sample.filter((value, row) => before[row] === 0 && !Number.isNaN(value));
  return heldOut.length === 0 ? 0 : heldOut.filter((value) => !known.has(value)).length / heldOut.length;
}

function isConstant(sample: Float64Array, before: Uint8Array, side: number): boolean {
  let first = Number.NaN;
  for (let row = 0; row < sample.length; row++) {
    if (before[row] !== side || Number.isNaN(sample[row])) continue;
    if (Number.isNaN(first)) first = sample[row];
    else if (sample[row] !== first) return false;
  }
  return true;
}
