// The made-up shipments that come with the plugin: three years that the model is fitted on, and a month with planted anomalies.
// `npm run fit:plugin -- un-logistics` writes them again.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeShipments } from './make-shipments.ts';
import { plantAnomalies } from './plant-anomalies.ts';
import type { Shipment } from './shipment.ts';
import { toHistoryCsv, toScmsCsv } from './to-csv.ts';

const SEED = 20260101;
const MONTHLY_LINES = 300;
const FIRST_MONTH = Date.UTC(2023, 0, 1);
const REFERENCE_MONTHS = 36;
/** The levels of lanes come from the last half year before the sample. */
const HISTORY_MONTHS = 6;

/** What `scripts/fit-plugin.mjs` is told: the plugin's own loader reads the reference. */
export const reference = { asOf: '2026-01-01T00:00:00Z', file: 'reference.csv', variable: 'UN_LOGISTICS_SHIPMENTS' };

export function writeReference(file: string): void {
  writeFileSync(file, toScmsCsv(makeReference()));
}

/** `shipments.csv`, the month; `history.csv`, what its lanes are compared with; `planted.csv`, what is wrong in the month. */
export function writeSample(directory: string): void {
  const past = makeReference();
  writeFileSync(path.join(directory, 'history.csv'), toHistoryCsv(past.slice(-HISTORY_MONTHS * MONTHLY_LINES)));
  const month = makeShipments({ seed: SEED + 1, from: Date.UTC(2026, 0, 1), months: 1, monthlyLines: MONTHLY_LINES, firstId: 50_001 });
  const { shipments, planted } = plantAnomalies(month);
  writeFileSync(path.join(directory, 'shipments.csv'), toScmsCsv(shipments));
  writeFileSync(path.join(directory, 'planted.csv'), `shipment_id,what\n${planted.map(([id, what]) => `${id},${what}\n`).join('')}`);
}

function makeReference(): Shipment[] {
  return makeShipments({ seed: SEED, from: FIRST_MONTH, months: REFERENCE_MONTHS, monthlyLines: MONTHLY_LINES, firstId: 1001 });
}
