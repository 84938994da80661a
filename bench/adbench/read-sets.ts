import { readdirSync } from 'node:fs';
import path from 'node:path';
import { loadPolars } from '../../src/core/frame/polars.ts';
import { readParquet } from '../../src/core/frame/read/read-parquet.ts';

/** A data set of ADBench: features and whether each row is an anomaly. */
export interface LabelledSet {
  readonly name: string;
  readonly width: number;
  readonly rows: number;
  /** Row-major. */
  readonly data: Float32Array;
  /** 1: anomaly. */
  readonly labels: Uint8Array;
}

const BATCH_ROWS = 100_000;

export function listSets(directory: string): string[] {
  const files = readdirSync(directory).filter((name) => name.endsWith('.parquet'));
  return files.map((name) => path.basename(name, '.parquet')).sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
}

/** The last column is the label, all others are features. */
export async function readSet(directory: string, name: string): Promise<LabelledSet> {
  await loadPolars();
  const batches = [];
  for await (const batch of readParquet(path.join(directory, `${name}.parquet`), { batchRows: BATCH_ROWS })) batches.push(batch);
  const rows = batches.reduce((sum, batch) => sum + batch.rows, 0);
  const columns = batches[0].schema.map((field) => field.name);
  const width = columns.length - 1;
  const data = new Float32Array(rows * width);
  const labels = new Uint8Array(rows);
  for (const batch of batches) {
    columns.forEach((column, at) => {
      const values = batch.numbers(column);
      for (let row = 0; row < batch.rows; row++) {
        if (at === width) labels[batch.offset + row] = values[row];
        else data[(batch.offset + row) * width + at] = values[row];
      }
    });
  }
  return { name, width, rows, data, labels };
}
