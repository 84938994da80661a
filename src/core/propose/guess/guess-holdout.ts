import type { HoldoutConfig } from '../../config/schema.ts';
import { formatMicros } from '../../frame/cell.ts';
import { MICROS_PER_DAY } from '../../frame/types.ts';
import { MIN_CERTIFIED_ROWS } from '../../snapshot/claims.ts';
import type { TableLook } from '../look/table-look.ts';
import type { Guess } from '../proposal.ts';
import { sayCount, sayNumber } from '../say.ts';

const SHARE = 0.7;
/** A midnight within these shares is better than the exact one. */
const LEAST_SHARE = 0.6;
const MOST_SHARE = 0.8;
/** Beyond these, equal times leave one part with too little: the order of the source then. */
const LEAST_OF_TIMES = 0.4;
const MOST_OF_TIMES = 0.9;

export interface GuessedHoldout extends Guess<HoldoutConfig | undefined> {
  /** Of the sampled rows: 1 for those before it. */
  readonly before: Uint8Array;
  readonly rowsBefore: number;
  readonly rowsFrom: number;
}

/** Where the source is parted so that no run judges what its model was fitted on: after 70 % of the rows, in the order of time if there is one. */
export function guessHoldout(look: TableLook, time: string | undefined): GuessedHoldout {
  const column = look.columns.find(({ name }) => name === time);
  const at = column && chooseInstant(column.sample, look.rows);
  if (column && at !== undefined) {
    const before = Uint8Array.from(column.sample, (value) => (value < at ? 1 : 0));
    const share = shareOf(before);
    // A sample of all rows is exact.
    const rowsBefore = Math.round(share * look.rows);
    const about = look.sampleRows.length < look.rows ? 'about ' : '';
    return {
      value: { column: column.name, at: formatMicros(at) },
      basis: `${about}${sayCount(rowsBefore, 'row')} before, ${about}${sayCount(look.rows - rowsBefore, 'row')} from then on`,
      before,
      rowsBefore,
      rowsFrom: look.rows - rowsBefore,
    };
  }
  const row = roundDown(look.rows * SHARE);
  const none = row < 1 || row >= look.rows;
  return {
    value: none ? undefined : { row },
    basis: none
      ? 'too few rows to part'
      : `the first ${sayNumber(row)} of ${sayCount(look.rows, 'row')}, in the order of the source${column ? `: too many times of ${column.name} are equal` : ''}`,
    before: Uint8Array.from(look.sampleRows, (number) => (number < row ? 1 : 0)),
    rowsBefore: none ? look.rows : row,
    rowsFrom: none ? 0 : look.rows - row,
  };
}

/** Nothing is held out: all rows lie before. */
export function holdNothingOut(look: TableLook, basis: string): GuessedHoldout {
  return { value: undefined, basis, before: new Uint8Array(look.sampleRows.length).fill(1), rowsBefore: look.rows, rowsFrom: 0 };
}

/** The first time of the held-out part: a midnight where one is near that leaves rows enough for `certified`, else a time that occurs. */
function chooseInstant(sample: Float64Array, rows: number): number | undefined {
  const times = sample.filter((value) => !Number.isNaN(value)).sort();
  if (times.length < 2 || times[0] === times[times.length - 1]) return undefined;
  const middle = times[Math.floor(times.length * SHARE)];
  const midnight = Math.floor(middle / MICROS_PER_DAY) * MICROS_PER_DAY;
  const shareBefore = (at: number) => countBelow(times, at) / times.length;
  const near = (candidates: readonly number[]) =>
    candidates
      .map((at) => ({ at, share: shareBefore(at) }))
      .filter(({ share }) => share > 0 && share < 1)
      .sort((a, b) => Math.abs(a.share - SHARE) - Math.abs(b.share - SHARE))[0];
  const exact = near([middle, nextAbove(times, middle)]);
  const leaves = (cut: { share: number } | undefined) => (cut ? Math.round((1 - cut.share) * rows) : 0);
  const least = Math.min(MIN_CERTIFIED_ROWS, leaves(exact));
  const day = near([midnight, midnight + MICROS_PER_DAY].filter((at) => leaves({ share: shareBefore(at) }) >= least));
  if (day && day.share >= LEAST_SHARE && day.share <= MOST_SHARE) return day.at;
  return exact && exact.share >= LEAST_OF_TIMES && exact.share <= MOST_OF_TIMES ? exact.at : undefined;
}

function countBelow(sorted: Float64Array, limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

function nextAbove(sorted: Float64Array, value: number): number {
  const next = sorted.find((time) => time > value);
  return next ?? value;
}

function shareOf(mask: Uint8Array): number {
  return mask.length === 0 ? 0 : mask.reduce((sum, row) => sum + row, 0) / mask.length;
}

/** To two digits that matter: `7226` → `7200`. */
function roundDown(rows: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(rows, 1))) - 1);
  return Math.floor(rows / unit) * unit;
}
