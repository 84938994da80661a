// The sample and the reference of the pipeline, seeded: `npm run fit:plugin -- cern-detector` writes them, and the model bundle, again.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Dimuon, drawDimuon, type Muon, wrap } from './dimuons.ts';
import { type Luminosity, writeLuminosity } from './luminosity.ts';
import { makeRandom, type Random } from './random.ts';

export const reference = { asOf: '2026-10-02T00:00:00Z', file: 'reference.csv' };

const REFERENCE_RUN = 398_000;
const RUN = 398_417;
const EVENTS_PER_LUMISECTION = 100;
const REFERENCE_LUMISECTIONS = 250;
/** Of the sample. */
const FIRST = 101;
const LAST = 130;
/** Here a sector of the muon chambers is off. */
const DEAD_SECTOR = { lumisection: 112, from: 0.3, to: 1.9 };
/** Here momenta are 6 % too large: a wrong magnetic field map. */
const SHIFTED_SCALE = { lumisection: 121, factor: 1.06 };
/** These are missing from the golden JSON. */
const NOT_CERTIFIED = [129, 130];

const COLUMNS = [
  ...['run', 'luminosityBlock', 'event', 'nMuon', 'PV_npvs'],
  ...[0, 1].flatMap((place) => ['pt', 'eta', 'phi', 'charge', 'dxy', 'pfRelIso03_all'].map((name) => `Muon_${name}_${place}`)),
];

/** Events of a certified run. */
export function writeReference(file: string): void {
  const random = makeRandom(398_000);
  const rows: string[] = [];
  for (let lumisection = 1; lumisection <= REFERENCE_LUMISECTIONS; lumisection++) {
    for (const event of drawLumisection(random)) rows.push(formatRow(REFERENCE_RUN, lumisection, rows.length + 1, event));
  }
  writeFileSync(file, `${[COLUMNS.join(','), ...rows].join('\n')}\n`);
}

/** Events of a later run with faults, its luminosity table, its golden JSON, and a histogram of the reference run. */
export function writeSample(directory: string): void {
  const random = makeRandom(398_417);
  const rows: string[] = [];
  for (let lumisection = FIRST; lumisection <= LAST; lumisection++) {
    for (const event of drawLumisection(random)) {
      if (lumisection === SHIFTED_SCALE.lumisection) for (const muon of event.muons) muon.pt *= SHIFTED_SCALE.factor;
      if (lumisection === DEAD_SECTOR.lumisection && event.muons.some(isInDeadSector)) continue;
      rows.push(formatRow(RUN, lumisection, 5_000_000_000 + 1_000 * rows.length, event));
    }
  }
  for (const [place, odd] of oddEvents(random))
    rows[place] = formatRow(RUN, Number(rows[place].split(',')[1]), 5_000_000_000 + 1_000 * place, odd);
  writeFileSync(join(directory, 'dimuons.csv'), `${[COLUMNS.join(','), ...rows].join('\n')}\n`);
  const certified = [[FIRST, LAST - NOT_CERTIFIED.length]];
  writeFileSync(
    join(directory, 'golden.json'),
    `${JSON.stringify({ [REFERENCE_RUN]: [[1, REFERENCE_LUMISECTIONS]], [RUN]: certified })}\n`,
  );
  writeFileSync(join(directory, 'reference-phi.json'), `${JSON.stringify(countAzimuths())}\n`);
  writeFileSync(join(directory, 'luminosity.csv'), writeLuminosity(drawLuminosity(makeRandom(5_840))));
}

function drawLumisection(random: Random): Dimuon[] {
  return Array.from({ length: random.poisson(EVENTS_PER_LUMISECTION) }, () => drawDimuon(random));
}

const isInDeadSector = ({ eta, phi }: Muon) => Math.abs(eta) < 1.2 && phi > DEAD_SECTOR.from && phi < DEAD_SECTOR.to;

/** Single events that no Z boson explains, and rows that no detector can have written. */
function oddEvents(random: Random): [number, Dimuon][] {
  const odd = (edit: (event: Dimuon) => void): Dimuon => {
    const event = drawDimuon(random);
    edit(event);
    return event;
  };
  return [
    // A curvature measured as nearly nothing: one muon of 2.3 TeV, of the same sign.
    [431, odd(({ muons: [first, second] }) => Object.assign(first, { pt: 2314.7, charge: second.charge }))],
    // A cosmic ray: one muon, found twice, back to back, far from the beam.
    [902, odd(({ muons: [first, second] }) => makeCosmic(first, second))],
    // A bundle of muons of a hadron that punched through.
    [1517, odd((event) => Object.assign(event, { count: 9 }))],
    // A muon inside of a jet.
    [2044, odd(({ muons: [, second] }) => Object.assign(second, { iso: 4.87, dxy: 0.31 }))],
    // Impossible: charge 0; beyond the muon chambers; a momentum below nothing.
    [640, odd(({ muons: [, second] }) => Object.assign(second, { charge: 0 }))],
    [1288, odd(({ muons: [first] }) => Object.assign(first, { eta: 2.93 }))],
    [2300, odd(({ muons: [, second] }) => Object.assign(second, { pt: -999 }))],
  ];
}

function makeCosmic(first: Muon, second: Muon): void {
  Object.assign(first, { pt: 61.2, eta: 0.21, phi: 1.62, dxy: 1.74, charge: -1, iso: 0 });
  Object.assign(second, { pt: 60.4, eta: -0.21, phi: wrap(1.62 + Math.PI), dxy: -1.71, charge: 1, iso: 0 });
}

/** Azimuths of the leading muon in the certified run, for the check of whole lumisections. */
function countAzimuths(): { edges: number[]; counts: number[] } {
  const random = makeRandom(398_001);
  const bins = 16;
  // 3.1416, as the file rounds π, must lie within.
  const limit = Math.ceil(Math.PI * 1000) / 1000;
  const counts = new Array<number>(bins).fill(0);
  for (let left = 20_000; left > 0; left--) {
    const { phi } = drawDimuon(random).muons[0];
    counts[Math.floor(((phi + limit) / (2 * limit)) * bins)]++;
  }
  const edges = Array.from({ length: bins + 1 }, (_, at) => Number((((2 * at - bins) * limit) / bins).toFixed(5)));
  return { edges, counts };
}

/** Two runs of one fill: three lumisections missing, a dead time of nine, and one that was not recorded at all. */
function drawLuminosity(random: Random): Luminosity[] {
  const rows: Luminosity[] = [];
  const start = Date.UTC(2026, 9, 1, 4, 12, 9);
  for (const [run, count] of [
    [RUN - 1, 60],
    [RUN, 180],
  ] as const) {
    for (let lumisection = 1; lumisection <= count; lumisection++) {
      const at = rows.length;
      if (run === RUN && lumisection >= 77 && lumisection <= 79) continue;
      const isDead = run === RUN && lumisection >= 140 && lumisection <= 148;
      const delivered = 0.47 * Math.exp(-at / 4000) * (1 + 0.002 * random.normal());
      const live = run === RUN && lumisection === 31 ? 0 : isDead ? 0.4 + 0.3 * random.uniform() : 0.962 + 0.004 * random.normal();
      const time = new Date(start + 23_310 * (run === RUN ? 60 + lumisection : lumisection));
      rows.push({ run, fill: 10_412, lumisection, time, delivered, recorded: delivered * live, pileup: 58 * Math.exp(-at / 4000) });
    }
  }
  return rows;
}

function formatRow(run: number, lumisection: number, event: number, { muons, count, vertices }: Dimuon): string {
  const cells = muons.flatMap(({ pt, eta, phi, charge, dxy, iso }) => [
    pt.toFixed(3),
    eta.toFixed(4),
    phi.toFixed(4),
    charge,
    dxy.toFixed(5),
    iso.toFixed(4),
  ]);
  return [run, lumisection, event, count, vertices, ...cells].join(',');
}
