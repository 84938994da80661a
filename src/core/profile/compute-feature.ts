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
  /** Id of the plugin's feature that fills the column. */
  readonly plugin?: string;
  /** Of the plugin's feature; undefined where there are none. */
  readonly options?: Readonly<Record<string, unknown>>;
}

const MICROS_PER_HOUR = 3_600_000_000;

/** A numeric feature of each row as float64, NaN where it is missing. The result may be the batch's own array: read only. */
export function computeNumericFeature(spec: FeatureSpec, batch: Batch): Float64Array {
  const values = batch.numbers(spec.column);
  if (spec.transform === 'identity') return values;
  if (spec.transform === 'hour' || spec.transform === 'weekday' || spec.transform === 'month') {
    const { type } = batch.column(spec.column);
    if (type !== 'timestamp' && type !== 'date') {
      throw new SourceError(
        'OADS_FEATURE_TYPE',
        `feature "${spec.name}": ${spec.transform} needs a date or timestamp column, got ${type} "${spec.column}"`,
      );
    }
  }
  const known = computedOf(batch);
  const key = `${spec.transform} ${spec.column}`;
  let computed = known.get(key);
  if (!computed) {
    const compute = FUNCTIONS[spec.transform];
    computed = values.map(compute);
    known.set(key, computed);
  }
  return computed;
}

/** Drift, the model's input and the reasons ask for the same features of the same batch. */
const computedByBatch = new WeakMap<Batch, Map<string, Float64Array>>();

function computedOf(batch: Batch): Map<string, Float64Array> {
  let computed = computedByBatch.get(batch);
  if (!computed) {
    computed = new Map();
    computedByBatch.set(batch, computed);
  }
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
  /** Floored, since a Date cuts towards zero: the last microsecond of 1969 is in December. */
  month: (micros) => (Number.isNaN(micros) ? Number.NaN : new Date(Math.floor(micros / 1000)).getUTCMonth() + 1),
};

/** Never negative; the values are whole, so that no rounding can show (and `%` on floats is ten times slower). */
function modulo(value: number, divisor: number): number {
  return value - Math.floor(value / divisor) * divisor;
}
