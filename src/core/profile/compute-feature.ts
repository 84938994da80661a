import { SourceError } from '../errors.ts';
import type { Batch } from '../frame/batch.ts';
import { MICROS_PER_DAY } from '../frame/types.ts';
import type { Transform } from '../schema/transforms.ts';

/** A feature as config and bundle name it. */
export interface FeatureSpec {
  readonly name: string;
  readonly column: string;
  readonly kind: 'numeric' | 'categorical';
  readonly transform: Transform;
  /** Input of the model; otherwise watched for drift only. */
  readonly model: boolean;
}

const MICROS_PER_HOUR = 3_600_000_000;

/** A numeric feature of each row as float64, NaN where it is missing. The result may be the batch's own array: read only. */
export function computeNumericFeature(spec: FeatureSpec, batch: Batch): Float64Array {
  const values = batch.numbers(spec.column);
  if (spec.transform === 'identity') return values;
  if (spec.transform === 'hour' || spec.transform === 'weekday' || spec.transform === 'month') {
    const { type } = batch.column(spec.column);
    if (type !== 'timestamp' && type !== 'date') {
      throw new SourceError('OADS_FEATURE_TYPE', `feature "${spec.name}": ${spec.transform} needs a date or timestamp column, got ${type} "${spec.column}"`);
    }
  }
  const compute = FUNCTIONS[spec.transform];
  const computed = new Float64Array(values.length);
  for (let row = 0; row < values.length; row++) computed[row] = compute(values[row]);
  return computed;
}

/** Times are read in UTC. */
const FUNCTIONS: Record<Exclude<Transform, 'identity'>, (value: number) => number> = {
  /** Sign-preserving, so that negative delays stay negative. */
  log1p: (value) => Math.sign(value) * Math.log1p(Math.abs(value)),
  abs: Math.abs,
  hour: (micros) => Math.floor(modulo(micros, MICROS_PER_DAY) / MICROS_PER_HOUR),
  /** ISO 8601: Monday 1 to Sunday 7 (1970-01-01 was a Thursday). */
  weekday: (micros) => modulo(Math.floor(micros / MICROS_PER_DAY) + 3, 7) + 1,
  month: (micros) => (Number.isNaN(micros) ? Number.NaN : new Date(micros / 1000).getUTCMonth() + 1),
};

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
