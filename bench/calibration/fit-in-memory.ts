import { Batch } from '../../src/core/frame/batch.ts';
import type { Column } from '../../src/core/frame/types.ts';
import type { Bundle } from '../../src/core/model/bundle.ts';
import { fitBundle } from '../../src/core/model/fit.ts';
import type { FeatureSpec } from '../../src/core/profile/compute-feature.ts';
import type { DrawnRows } from './scenarios.ts';

/** A bundle of `oads fit` that never was on a disk. */
export async function fitInMemory(reference: DrawnRows, options: { seed: number; falseAlarmRate: number }): Promise<Bundle> {
  const specs = reference.columns.map((_, index): FeatureSpec => {
    const name = `f${index}`;
    return { name, column: name, kind: 'numeric', transform: 'identity', model: true };
  });
  const input = {
    name: 'bench',
    read: async function* () {
      yield toBatch(reference);
    },
    rows: reference.rows,
    rowsQuarantined: 0,
    inputDigest: '0'.repeat(64),
    from: null,
    to: null,
  };
  const content = await fitBundle(input, specs, {
    trees: 100,
    sampleSize: 256,
    calibrationRows: 10_000,
    missing: 'median',
    ...options,
  });
  const digest = '0'.repeat(64);
  const files = { 'model.onnx': digest, 'reference.json': digest, 'calibration.f32': digest };
  return { dir: 'memory', digest, ...content, card: { ...content.card, files } };
}

/** Some of the rows as a batch; all of them by default. */
export function toBatch({ columns, rows }: Pick<DrawnRows, 'columns' | 'rows'>, from = 0, to = rows): Batch {
  const chosen = new Map<string, Column>();
  columns.forEach((column, index) => {
    const values = column.slice(from, to);
    const valid = values.some(Number.isNaN) ? Uint8Array.from(values, (value) => (Number.isNaN(value) ? 0 : 1)) : undefined;
    chosen.set(`f${index}`, { type: 'number', values, valid });
  });
  const schema = [...chosen.keys()].map((name) => ({ name, type: 'number' as const }));
  return Batch.fromColumns(schema, chosen, to - from);
}
