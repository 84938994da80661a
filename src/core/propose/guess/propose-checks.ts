import type { CheckConfig } from '../../config/schema.ts';
import { formatPercent } from '../../profile/wording.ts';
import { readPersonalValue } from '../look/read-personal-value.ts';
import type { ColumnLook, TableLook } from '../look/table-look.ts';
import type { Guess } from '../proposal.ts';
import { sayCount, sayNumber } from '../say.ts';
import { type Age, ageOf } from './age-of.ts';
import { boundRange } from './bound-range.ts';
import { describeLone } from './describe-lone.ts';
import { isPersonal, isSuspect } from './find-personal.ts';
import type { GuessedHoldout } from './guess-holdout.ts';
import type { GuessedKey } from './guess-key.ts';
import { hasDecimalCommas } from './has-decimal-commas.ts';
import { isIdName, takeName, toSlug } from './read-name.ts';
import { shareOfNulls } from './share-of-nulls.ts';

type Check = Guess<CheckConfig>;

/** In fewer rows than this, what was never seen says little. */
const LEAST_ROWS = 100;
/** A list of values is complete where each of them was seen so often on average, and none only once or twice. */
const ROWS_PER_VALUE = 25;
const MOST_ALLOWED = 25;
const LONGEST_ALLOWED = 60;
/** Columns that are nearly all empty are not judged for it. */
const MOST_NULL_SHARE = 0.9;
const MOST_CHECKS = 60;

export interface CheckContext {
  readonly key: GuessedKey;
  readonly time?: string;
  readonly holdout: GuessedHoldout;
  readonly now: Date;
}

/** What the rows that were seen keep, with room beyond it. All of them pass on these rows; what is no more than likely only warns. */
export function proposeChecks(look: TableLook, { key, time, holdout, now }: CheckContext): Check[] {
  const checks: Check[] = [
    ...countRows(look, holdout),
    ...(time === undefined ? [] : judgeAge(look, time, holdout, now)),
    ...judgeKey(key),
  ];
  for (const column of look.columns) {
    if (column.nulls === look.rows) continue;
    checks.push(...judgeNulls(column, look.rows, holdout), ...judgeValues(column, look));
  }
  checks.push(...judgeOrders(look));
  const taken = new Set(look.columns.map(({ name }) => `contract-${name}`));
  return checks
    .slice(0, MOST_CHECKS)
    .map((check) => ({ ...check, value: { ...check.value, id: takeName(String(check.value.id), taken) } }));
}

/** The smaller part of a hold-out passes, with as much again to spare. */
function countRows({ rows, sampleRows }: TableLook, { value, rowsBefore, rowsFrom }: GuessedHoldout): Check[] {
  const least = rowsFrom > 0 ? Math.min(rowsBefore, rowsFrom) : rows;
  if (least < 1) return [];
  const half = Math.max(1, least / 2);
  const unit = 10 ** Math.floor(Math.log10(half));
  const min = Math.floor(half / unit) * unit;
  const side = rowsFrom < rowsBefore ? 'the held-out part' : 'the part before the hold-out';
  const about = value && 'at' in value && sampleRows.length < rows ? 'about ' : '';
  const part = rowsFrom > 0 ? `${side} has ${about}${sayCount(least, 'row')}` : `${sayCount(rows, 'row')} seen`;
  return [{ value: { id: 'enough-rows', check: 'row_count', min }, basis: `${part}: say what a batch of yours holds` }];
}

function judgeKey(key: GuessedKey): Check[] {
  if (!key.value) return [];
  const value: CheckConfig = { id: 'one-row-per-key', check: 'unique_key', columns: [...key.value] };
  if (!key.certain) value.severity = 'warn';
  return [{ value, basis: `${key.basis}${key.certain ? '' : '; it only warns, since that may be chance'}`, given: key.given }];
}

function judgeNulls({ name, sample, nulls }: ColumnLook, rows: number, { before, rowsFrom }: GuessedHoldout): Check[] {
  if (nulls === 0) return [];
  const [one, other] = [1, 0].map((side) => shareOfNulls(sample, before, side));
  const worst = Math.max(one, other, nulls / rows);
  const max = Math.ceil(Math.max(1.5 * worst, worst + 0.02) * 100) / 100;
  if (worst > MOST_NULL_SHARE || max >= 1) return [];
  const shares =
    rowsFrom > 0 && Math.abs(one - other) > 0.01 ? ` (${formatPercent(one)} before the hold-out, ${formatPercent(other)} in it)` : '';
  return [
    {
      value: { id: `filled-${toSlug(name, 'column')}`, check: 'null_share', column: name, max, severity: 'warn' },
      basis: `${formatPercent(nulls / rows)} empty${shares}`,
    },
  ];
}

function judgeValues(column: ColumnLook, { rows }: TableLook): Check[] {
  const { name, type, values, text } = column;
  if (rows < LEAST_ROWS || isPersonal(column) || column.unreadable > 0 || (text && hasDecimalCommas(text))) return [];
  const seen = rows - column.nulls;
  const counts = values && [...values.values()];
  const listed = type === 'text' || (type === 'integer' && values !== undefined && values.size <= 8 && !isMeasured(column));
  if (
    listed &&
    counts &&
    counts.length <= MOST_ALLOWED &&
    seen >= counts.length * ROWS_PER_VALUE &&
    counts.every((count) => count > 2) &&
    (text?.longest ?? 0) <= LONGEST_ALLOWED &&
    !isSuspect(column) &&
    ![...values.keys()].some(isPrivate)
  ) {
    const sorted = [...values.keys()].sort(type === 'text' ? undefined : (a, b) => Number(a) - Number(b));
    return [
      {
        value: {
          id: `known-${toSlug(name, 'column')}`,
          check: 'allowed',
          column: name,
          values: type === 'text' ? sorted : sorted.map(Number),
          severity: 'warn',
        },
        basis:
          counts.length === 1
            ? `the only value in ${sayCount(seen, 'row')}`
            : `the only ${counts.length} values in ${sayCount(seen, 'row')}, the rarest ${sayCount(Math.min(...counts), 'time')}`,
      },
    ];
  }
  if (type === 'text') return judgeForm(column, seen);
  return type === 'number' || type === 'integer' ? judgeRange(column) : [];
}

function judgeForm({ name, text }: ColumnLook, seen: number): Check[] {
  if (!text?.pattern || seen < LEAST_ROWS) return [];
  return [
    {
      value: { id: `form-${toSlug(name, 'column')}`, check: 'pattern', column: name, pattern: text.pattern, severity: 'warn' },
      basis: `so in all ${sayCount(seen, 'row')} that have one`,
    },
  ];
}

function judgeRange(column: ColumnLook): Check[] {
  const { name, min, max } = column;
  if (min === null || max === null || min === max || (isIdName(name) && column.whole)) return [];
  const bounds = boundRange(name, min, max);
  if (!bounds) return [];
  return [
    {
      value: { id: `range-of-${toSlug(name, 'column')}`, check: 'range', column: name, min: bounds.min, max: bounds.max, severity: 'warn' },
      basis: `seen ${sayNumber(min)} to ${sayNumber(max)}, ${bounds.why}${describeLone(column)}`,
    },
  ];
}

/** A few whole numbers may be codes, or counts of something. */
function isMeasured({ values, min, max }: ColumnLook): boolean {
  return values === undefined || min === null || max === null || values.size < (max - min) / 2
    ? false
    : max - min + 1 === values.size && min >= 0 && values.size > 3;
}

/** Of the times that always come in one order, each with the next one. */
function judgeOrders({ orders, columns, rows }: TableLook): Check[] {
  const kept = orders.filter(({ before, after, rows: both, violations }) => {
    if (violations > 0 || both < Math.max(LEAST_ROWS, rows * 0.2)) return false;
    const reverse = orders.find((order) => order.before === after && order.after === before);
    return reverse !== undefined && reverse.violations > 0;
  });
  const direct = kept.filter(
    ({ before, after }) =>
      !kept.some((first) => first.before === before && kept.some((then) => then.before === first.after && then.after === after)),
  );
  const personal = new Set(columns.filter(isPersonal).map(({ name }) => name));
  return (
    direct
      .filter(({ before, after }) => !personal.has(before) && !personal.has(after))
      // A day comes before all times of it: one of them is enough.
      .filter(({ before }, index) => direct.findIndex((order) => order.before === before) === index)
      .map(({ before, after, rows: both }) => ({
        value: { id: `${toSlug(before, 'one')}-first`, check: 'column_order', before, after, severity: 'warn' as const },
        basis: `so in all ${sayCount(both, 'row')} that have both`,
      }))
  );
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const AGES_MS: readonly (readonly [number, string])[] = [
  [HOUR_MS, '1h'],
  [6 * HOUR_MS, '6h'],
  [DAY_MS, '1d'],
  [2 * DAY_MS, '2d'],
  [4 * DAY_MS, '4d'],
  [7 * DAY_MS, '7d'],
  [14 * DAY_MS, '14d'],
  [30 * DAY_MS, '30d'],
];

const WHY_COMMENTED: Readonly<Record<Exclude<Age, 'recent'>, string>> = {
  old: 'for data that keep coming; then take `age: waived` out of `gate`',
  future: 'for data that keep coming, once no time lies in the future; then take `age: waived` out of `gate`',
};

/** A freshness check where the newest row is of these days; else as a comment, with what keeps it one. */
function judgeAge(look: TableLook, time: string, { before }: GuessedHoldout, now: Date): Check[] {
  const column = look.columns.find(({ name }) => name === time);
  if (!column || column.max === null) return [];
  const ageMs = now.getTime() - column.max / 1000;
  const dated = ageOf(column.max, now);
  const recent = dated === 'recent';
  const newestBefore = column.sample.reduce(
    (newest, value, row) => (before[row] === 1 && value > newest ? value : newest),
    Number.NEGATIVE_INFINITY,
  );
  const firstFrom = column.sample.reduce(
    (first, value, row) => (before[row] === 0 && value < first ? value : first),
    Number.POSITIVE_INFINITY,
  );
  const gapMs = Number.isFinite(newestBefore) && Number.isFinite(firstFrom) ? (firstFrom - newestBefore) / 1000 : 0;
  const leastMs = Math.max(2 * ageMs, 2 * gapMs, column.type === 'date' ? 2 * DAY_MS : HOUR_MS);
  const [, age] = AGES_MS.find(([limit]) => limit >= leastMs) ?? [0, '60d'];
  const value: CheckConfig = { id: 'fresh', check: 'freshness', column: time, max_age: recent ? age : '2d' };
  const basis = recent
    ? `the newest row is ${Math.max(1, Math.round(ageMs / HOUR_MS))} h old: say how old a batch of yours may be`
    : WHY_COMMENTED[dated];
  return [{ value, basis, ...(recent ? {} : { commented: true }) }];
}

/** No list of values holds one of these; a value of two words with capitals may be anything. */
function isPrivate(value: string): boolean {
  const kind = readPersonalValue(value);
  return kind !== undefined && kind !== 'person';
}
