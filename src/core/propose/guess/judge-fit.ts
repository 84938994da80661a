import type { FeatureConfig } from '../../config/schema.ts';
import { MICROS_PER_DAY } from '../../frame/types.ts';
import type { TableLook } from '../look/table-look.ts';
import type { Guess, Proposal } from '../proposal.ts';
import { sayCount, sayList } from '../say.ts';
import type { GuessedHoldout } from './guess-holdout.ts';

/** Fewer reference rows than this, and neither a forest nor its calibration has enough. */
const LEAST_REFERENCE = 60;
const LEAST_HELD_OUT = 10;
/** Of the reference, what a fit calibrates on; fewer different rows in it give too few different scores. */
const CALIBRATED = 0.2;
const LEAST_DIFFERENT = 6;

/** The false alarm rate needs calibration rows: as many as half of the reference gives. Without a value: why there can be no model. */
export function judgeFit(look: TableLook, features: readonly Guess<FeatureConfig>[], holdout: GuessedHoldout): Proposal['fit'] {
  const { rowsBefore: reference, rowsFrom } = holdout;
  if (reference < LEAST_REFERENCE || rowsFrom < LEAST_HELD_OUT) {
    const least = LEAST_REFERENCE + LEAST_HELD_OUT;
    return {
      value: undefined,
      basis:
        look.rows < least * 2
          ? `too few rows to fit a model on: ${sayCount(look.rows, 'row')}, of which the first ${LEAST_REFERENCE} at least train it`
          : `too few rows on one side of the hold-out: ${sayCount(reference, 'row')} before it, ${sayCount(rowsFrom, 'row')} from then on`,
    };
  }
  const inputs = features.map(({ value }) => value).filter(isInput);
  if (inputs.length === 0) return { value: undefined, basis: 'no column that a model could read' };
  const different = expectDifferent(look, inputs, holdout);
  if (different < LEAST_DIFFERENT) {
    const names = sayList(inputs.map(({ name }) => name));
    return {
      value: undefined,
      basis: `${names} alone ${inputs.length === 1 ? 'has' : 'have'} too few different values for a model to tell rows apart`,
    };
  }
  const falseAlarmRate = reference >= 1000 ? 0.01 : reference >= 250 ? 0.02 : 0.05;
  const basis =
    falseAlarmRate === 0.01
      ? `one sound row in a hundred may be flagged`
      : `with ${sayCount(reference, 'reference row')} a smaller rate could hardly be calibrated`;
  return { value: { falseAlarmRate }, basis };
}

function isInput({ kind, model }: FeatureConfig): boolean {
  return kind !== 'categorical' || model === true;
}

/** Different rows of inputs that calibration is to see: those that come once are in it once in five times. */
function expectDifferent({ columns }: TableLook, inputs: readonly FeatureConfig[], { before }: GuessedHoldout): number {
  const read = inputs.map(({ name, column, transform }) => {
    const sample = columns.find((other) => other.name === (column ?? name))?.sample ?? new Float64Array();
    return (row: number) => transformed(sample[row], transform);
  });
  const counts = new Map<string, number>();
  for (let row = 0; row < before.length; row++) {
    if (before[row] !== 1) continue;
    const values = read.map((at) => at(row)).join();
    counts.set(values, (counts.get(values) ?? 0) + 1);
  }
  return [...counts.values()].reduce((sum, count) => sum + 1 - (1 - CALIBRATED) ** count, 0);
}

function transformed(value: number, transform: FeatureConfig['transform']): number {
  if (transform === 'hour') return Math.floor((value % MICROS_PER_DAY) / (MICROS_PER_DAY / 24));
  return transform === 'weekday' ? Math.floor(value / MICROS_PER_DAY) % 7 : value;
}
