import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { createRandom } from '../../src/core/model/random.ts';
import { runOads } from './cli.ts';

export interface Flight {
  id: number;
  at: string;
  carrier: string | null;
  delay: number | null;
  distance: number;
}

export const SEGMENTED_YAML = `version: 1
pipeline: carriers
source: {loader: file, options: {path: batch.csv}}
key: [id]
contract:
  columns:
    id: {type: integer, nullable: false}
    at: {type: timestamp, nullable: false}
    carrier: {type: text}
    delay: {type: number}
    distance: {type: number}
checks:
  - {id: fresh, check: freshness, column: at, max_age: 365d}
  - {id: delay-possible, check: range, column: delay, min: -100, max: 200, severity: quarantine}
  - {id: distance-usual, check: range, column: distance, min: 0, max: 3000, tolerance: 0.05}
  - {id: delays-known, check: null_share, column: delay, max: 0.05, severity: warn}
features:
  - {name: delay, column: delay}
  - {name: distance, column: distance}
model: {path: model}
fit: {trees: 50, sample_size: 128, seed: 7, calibration_rows: 4000, false_alarm_rate: 0.01}
segments: [carrier]
season: {column: at, by: [hour], bucket_hours: 12}
artifacts: artifacts
`;

export const CARRIERS = Array.from({ length: 20 }, (_, index) => `C${String(index).padStart(2, '0')}`);

/**
 * Seeded flights of 20 carriers in turn, each with its own usual delay; by day they are later than by night.
 * The reference is of January 2026, all else of February.
 */
export function makeFlights(count: number, seed: number, change: (flight: Flight, index: number) => void = () => {}): Flight[] {
  const random = createRandom(seed);
  const gaussian = () => Math.sqrt(-2 * Math.log(1 - random.nextFloat())) * Math.cos(2 * Math.PI * random.nextFloat());
  const month = seed === REFERENCE_SEED ? 0 : 1;
  return Array.from({ length: count }, (_, index) => {
    const carrier = index % CARRIERS.length;
    const minute = random.nextBelow(28 * 24 * 60);
    const isDay = Math.floor(minute / 60) % 24 >= 12;
    const flight: Flight = {
      id: seed * 1_000_000 + index,
      at: new Date(Date.UTC(2026, month, 1) + minute * 60_000).toISOString(),
      carrier: CARRIERS[carrier],
      delay: Number((carrier / 2 + (isDay ? 12 : 0) + 8 * gaussian()).toFixed(2)),
      distance: Number((1000 + 20 * carrier + 200 * gaussian()).toFixed(1)),
    };
    change(flight, index);
    return flight;
  });
}

const REFERENCE_SEED = 1;

export function writeFlights(file: string, flights: readonly Flight[]): string {
  const lines = flights.map(({ id, at, carrier, delay, distance }) => `${id},${at},${carrier ?? ''},${delay ?? ''},${distance}`);
  writeFileSync(file, `id,at,carrier,delay,distance\n${lines.join('\n')}\n`);
  return file;
}

/** Writes the config and the reference, and fits the bundle with the CLI under test. */
export async function makeSegmentedPipeline(dir: string): Promise<{ config: string; reference: string }> {
  const config = path.join(dir, 'oads.yaml');
  writeFileSync(config, SEGMENTED_YAML);
  const reference = writeFlights(path.join(dir, 'reference.csv'), makeFlights(20_000, REFERENCE_SEED));
  const fitted = await runOads(['fit', '-c', config, '--reference', reference]);
  if (fitted.code !== 0) throw new Error(`fit failed with ${fitted.code}: ${fitted.stderr}`);
  return { config, reference };
}
