import { chmodSync, cpSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runOads } from './cli.ts';
import { makeOnce } from './make-once.ts';

/** A pipeline over generated shipments: small enough for many runs, with a bundle fitted on its first rows. */
export interface SmallPipeline {
  readonly config: string;
  readonly reference: string;
  /** A clean batch of 1,000 rows. */
  readonly batch: string;
  readonly artifacts: string;
  /** Writes the config anew with some lines replaced. */
  reconfigure(name: string, change: (yaml: string) => string): string;
  /** Writes a batch of its own. */
  writeBatch(name: string, rows: readonly Shipment[]): string;
}

export interface Shipment {
  id: number;
  shipped: string;
  weight: number | string;
  hours: number | string;
  mode: string;
}

const YAML = `version: 1
pipeline: shipments
source: {loader: file, options: {path: batch.csv}}
key: [id]
contract:
  columns:
    id: {type: integer, nullable: false}
    shipped: {type: timestamp, nullable: false}
    weight: {type: number}
    hours: {type: number}
    mode: {type: text}
checks:
  - {id: weight-possible, check: range, column: weight, min: 0, max: 100000, severity: quarantine}
  - {id: modes, check: allowed, column: mode, values: [air, sea, road]}
  - {id: few-nulls, check: null_share, column: weight, max: 0.1, severity: warn}
  - {id: ids, check: unique_key, columns: [id]}
  - {id: fresh, check: freshness, column: shipped, max_age: 365d}
features:
  - {name: weight, column: weight, transform: log1p}
  - {name: hours, column: hours}
  - {name: mode, column: mode, kind: categorical}
model: {path: model}
fit: {detector: iforest, reference_is: clean, trees: 50, sample_size: 128, seed: 7, calibration_rows: 1000, false_alarm_rate: 0.02}
artifacts: artifacts
`;

/** Seeded: the same shipments each time. */
export function makeShipments(count: number, seed: number, first = 0): Shipment[] {
  let state = seed >>> 0 || 1;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 4294967296;
  };
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  return Array.from({ length: count }, (_, index) => ({
    id: first + index,
    shipped: new Date(Date.UTC(2026, 0, 1) + (first + index) * 60_000).toISOString(),
    weight: Number(Math.exp(4 + normal()).toFixed(3)),
    hours: Number((48 + 10 * normal()).toFixed(3)),
    mode: ['air', 'sea', 'road'][Math.floor(uniform() * 3)],
  }));
}

export function writeShipments(file: string, rows: readonly Shipment[]): void {
  const lines = rows.map(({ id, shipped, weight, hours, mode }) => `${id},${shipped},${weight},${hours},${mode}`);
  writeFileSync(file, `id,shipped,weight,hours,mode\n${lines.join('\n')}\n`);
}

/** Puts data, config, and the bundle that the CLI under test fitted into a directory. */
export async function makeSmallPipeline(dir: string): Promise<SmallPipeline> {
  const at = (name: string) => path.join(dir, name);
  const kept = await makeOnce('small-pipeline', fitSmallPipeline);
  cpSync(kept, dir, { recursive: true, preserveTimestamps: true });
  // The copy keeps the modes of files alone.
  chmodSync(at('model'), statSync(path.join(kept, 'model')).mode);
  return {
    config: at('oads.yaml'),
    reference: at('reference.csv'),
    batch: at('batch.csv'),
    artifacts: at('artifacts'),
    reconfigure: (name, change) => {
      writeFileSync(at(name), change(YAML));
      return at(name);
    },
    writeBatch: (name, rows) => {
      writeShipments(at(name), rows);
      return at(name);
    },
  };
}

async function fitSmallPipeline(dir: string): Promise<void> {
  const at = (name: string) => path.join(dir, name);
  writeShipments(at('reference.csv'), makeShipments(5000, 1));
  writeShipments(at('batch.csv'), makeShipments(1000, 2, 5000));
  writeFileSync(at('oads.yaml'), YAML);
  const fitted = await runOads(['fit', '-c', at('oads.yaml'), '--reference', at('reference.csv')]);
  if (fitted.code !== 0) throw new Error(`fit failed with ${fitted.code}: ${fitted.stderr}`);
}
