import { decideBatch } from '../../../src/core/drift/decide.ts';
import { measureFeature } from '../../../src/core/drift/measure-feature.ts';
import { DEFAULT_DRIFT_THRESHOLDS as THRESHOLDS } from '../../../src/core/drift/thresholds.ts';
import { createRandom, type Random } from '../../../src/core/model/random.ts';
import { cellsToEvidence } from '../../../src/core/segment/cells-to-evidence.ts';
import { findMissing } from '../../../src/core/segment/find-missing.ts';
import { judgeAnomalies } from '../../../src/core/segment/judge-anomalies.ts';
import { judgeSegmentDrift } from '../../../src/core/segment/judge-drift.ts';
import { judgeQuality } from '../../../src/core/segment/judge-quality.ts';
import { judgeSeason } from '../../../src/core/segment/judge-season.ts';
import { type Change, SegmentWorld } from './segment-world.ts';

/** What was seen of one batch. */
export interface Seen {
  /** What the scenario asks for: a false alarm, or the segment that is broken. */
  readonly hit: boolean;
  /** Something else was named, too. */
  readonly others: boolean;
}

export interface Scenario {
  readonly group: string;
  readonly name: string;
  readonly target: { readonly most: number } | { readonly least: number } | null;
  /** Of the batches that are asked for, since some cost more. */
  readonly share: number;
  start(seed: number): () => Seen;
}

const MIN_ROWS = THRESHOLDS.minCount;
const FEATURES = { numeric: 8, categorical: 2 };
const FALSE_ALARMS = { most: 0.01 };
const FOUND = { least: 0.95 };

/** Another sample of reference rows for each batch: what is measured is the rule, and not the luck of one reference. */
function clean(
  name: string,
  segments: number,
  rows: (segment: number) => number,
  reference: (segment: number) => number,
  share = 1,
): Scenario {
  return {
    group: 'Clean batches: any segment is said to have drifted',
    name,
    target: FALSE_ALARMS,
    share,
    start: (seed) => {
      const world = new SegmentWorld({ seed, segments, ...FEATURES, referenceRows: reference });
      return () => {
        world.drawReferences();
        const found = judgeSegmentDrift(world.drawBatch(rows), world.features, THRESHOLDS);
        return { hit: found.some(({ drifted }) => drifted.length > 0), others: false };
      };
    },
  };
}

function drift(name: string, referenceRows: number, changes: ReadonlyMap<number, Change>): Scenario {
  return {
    group: 'One of 50 segments of 300 rows has drifted: it is found',
    name: `${name}, reference of ${referenceRows}`,
    target: FOUND,
    share: 0.4,
    start: (seed) => {
      const world = new SegmentWorld({ seed, segments: 50, ...FEATURES, referenceRows: () => referenceRows });
      let next = 0;
      return () => {
        const segment = next++ % 50;
        if (segment === 0) world.drawReferences();
        const found = judgeSegmentDrift(
          world.drawBatch(() => 300, { segment, changes }),
          world.features,
          THRESHOLDS,
        );
        return {
          hit: found[segment].drifted.length > 0,
          others: found.some(({ drifted }, index) => index !== segment && drifted.length > 0),
        };
      };
    },
  };
}

/** Five checks; all rows fail exactly as often as is allowed, but for one check of one segment. */
function quality(name: string, allowed: number, broken: number | null): Scenario {
  return {
    group: 'Checks with a tolerance in 50 segments of 300 rows',
    name,
    target: broken === null ? FALSE_ALARMS : FOUND,
    share: 1,
    start: (seed) => {
      const random = createRandom(seed);
      return () => {
        const cases = Array.from({ length: 250 }, (_, at) => ({
          judged: 300,
          allowed,
          failed: drawBinomial(random, 300, at === 0 && broken !== null ? broken : allowed),
        }));
        const failed = judgeQuality(cases, MIN_ROWS).map(({ verdict }) => verdict === 'fail');
        return broken === null ? { hit: failed.includes(true), others: false } : { hit: failed[0], others: failed.slice(1).includes(true) };
      };
    },
  };
}

/** `spread`: each segment's rows vary by a factor of this coefficient of variation, as rows that come in clusters do. */
function missing(name: string, spread: number, gone: boolean): Scenario {
  return {
    group: 'Of 50 segments with 300 rows each one is said to be missing',
    name,
    target: gone ? FOUND : FALSE_ALARMS,
    share: 1,
    start: (seed) => {
      const random = createRandom(seed);
      return () => {
        const rows = Array.from({ length: 50 }, (_, at) => ({
          reference: 3000,
          current: gone && at === 0 ? 0 : Math.max(0, Math.round(300 * drawFactor(random, spread))),
        }));
        const total = { reference: 150_000, current: rows.reduce((sum, { current }) => sum + current, 0) };
        const found = findMissing(rows, total, MIN_ROWS).map(({ missing }) => missing);
        return gone ? { hit: found[0], others: found.slice(1).includes(true) } : { hit: found.includes(true), others: false };
      };
    },
  };
}

function anomalies(name: string, rate: number | null): Scenario {
  return {
    group: 'Anomaly rate of 50 segments of 300 rows at 1 % false alarms',
    name,
    target: rate === null ? FALSE_ALARMS : FOUND,
    share: 1,
    start: (seed) => {
      const random = createRandom(seed);
      return () => {
        const rows = Array.from({ length: 50 }, (_, at) => ({
          scored: 300,
          flagged: drawBinomial(random, 300, at === 0 && rate !== null ? rate : 0.01),
        }));
        const total = { scored: 15_000, flagged: rows.reduce((sum, { flagged }) => sum + flagged, 0) };
        const high = judgeAnomalies(rows, total, 0.01, MIN_ROWS).map((each) => each.high);
        return rate === null ? { hit: high.includes(true), others: false } : { hit: high[0], others: high.slice(1).includes(true) };
      };
    },
  };
}

/** 28 phases of 1,000 reference rows, 150 rows each of seven of them (or of all); `changed` phases of the batch have drifted. */
function season(
  name: string,
  target: Scenario['target'],
  { against, mix, changed, change }: { against: 'training' | 'phases'; mix: 'seven' | 'all'; changed: number; change: Change },
): Scenario {
  return {
    group: 'A batch of some phases of a season',
    name,
    target,
    share: 0.4,
    start: (seed) => {
      const world = new SegmentWorld({ seed, segments: 28, ...FEATURES, referenceRows: () => 1000 });
      const profile = { schema: 'oads/reference/v1', rows: 28_000, features: world.features } as const;
      let first = 0;
      return () => {
        world.drawReferences();
        first = (first + 1) % 28;
        const place = (phase: number) => (phase - first + 28) % 28;
        const rows = world.references.map((_, phase) => (mix === 'all' || place(phase) < 7 ? 150 : 0));
        const cells = rows.map((count, phase) => world.draw(phase, count, place(phase) < changed ? new Map([[3, change]]) : undefined));
        const names = world.features.map(({ feature }) => feature);
        if (against === 'training') {
          const evidence = world.features.map((feature, index) =>
            cellsToEvidence(feature, sumOf(world.references.map((phase) => phase[index])), sumOf(cells.map((phase) => phase[index]))),
          );
          return { hit: decideBatch(evidence.map(measureFeature), THRESHOLDS).drifted.length > 0, others: false };
        }
        const groups = world.references.map((reference, phase) => ({ key: [String(phase)], rows: 1000, cells: reference }));
        const reference = {
          kind: 'season' as const,
          by: ['phase'],
          rows: 28_000,
          features: names,
          groups,
          rare: [],
          all_known: true,
          other: 0,
        };
        const cellsOf = (feature: string, phase: number) => cells[phase][names.indexOf(feature)];
        const { drifted } = judgeSeason({ reference, rows, unknownRows: 0, cellsOf }, profile as never, THRESHOLDS);
        return changed > 0
          ? { hit: drifted.includes('x3'), others: drifted.some((found) => found !== 'x3') }
          : { hit: drifted.length > 0, others: false };
      };
    },
  };
}

const one = (feature: number, change: Change) => new Map([[feature, change]]);
const everyNumeric = (change: Change) => new Map(Array.from({ length: FEATURES.numeric }, (_, feature) => [feature, change] as const));
const NONE = { changed: 0, change: {} };

export const SCENARIOS: readonly Scenario[] = [
  clean(
    '50 of 300 rows, reference of 300',
    50,
    () => 300,
    () => 300,
  ),
  clean(
    '50 of 300 rows, reference of 2,000',
    50,
    () => 300,
    () => 2000,
  ),
  clean(
    '50 of 60 rows, reference of 60',
    50,
    () => 60,
    () => 60,
  ),
  clean(
    '50 of 3,000 to 60 rows, reference ten times as large',
    50,
    (at) => Math.round(3000 / (at + 1)),
    (at) => Math.round(30_000 / (at + 1)),
    0.5,
  ),
  clean(
    '500 of 60 rows, reference of 500',
    500,
    () => 60,
    () => 500,
    0.2,
  ),
  clean(
    '500, half of them of 20 rows',
    500,
    (at) => (at % 2 === 0 ? 20 : 60),
    () => 200,
    0.2,
  ),
  ...[300, 2000].flatMap((reference) => [
    drift('+1 sd in one feature', reference, one(3, { shift: 1 })),
    drift('+.5 sd in one feature', reference, one(3, { shift: 0.5 })),
    drift('+.5 sd in all numeric features', reference, everyNumeric({ shift: 0.5 })),
    drift('nulls 0 to 20 % in one feature', reference, one(3, { nulls: 0.2 })),
    drift('largest and smallest category swapped', reference, one(8, { swap: true })),
  ]),
  quality('all at the tolerance of 2 %', 0.02, null),
  quality('all at the tolerance of .1 %', 0.001, null),
  quality('one check of one segment at 8 %, 2 % allowed', 0.02, 0.08),
  quality('one check of one segment wholly, 5 % allowed', 0.05, 1),
  missing('none, rows vary by 20 %', 0.2, false),
  missing('none, rows vary by 60 %', 0.6, false),
  missing('one has no rows', 0.2, true),
  anomalies('all at 1 %', null),
  anomalies('one at 6 %', 0.06),
  season('seven of 28 phases, no drift: against training', null, { against: 'training', mix: 'seven', ...NONE }),
  season('seven of 28 phases, no drift: against the same phases', FALSE_ALARMS, { against: 'phases', mix: 'seven', ...NONE }),
  season('all phases, no drift: against the same phases', FALSE_ALARMS, { against: 'phases', mix: 'all', ...NONE }),
  season('+.5 sd in one feature of all seven phases', FOUND, { against: 'phases', mix: 'seven', changed: 7, change: { shift: 0.5 } }),
  season('+1 sd in one feature of one phase of seven', null, { against: 'phases', mix: 'seven', changed: 1, change: { shift: 1 } }),
];

function sumOf(counts: readonly (readonly number[])[]): number[] {
  return counts[0].map((_, cell) => counts.reduce((sum, of) => sum + of[cell], 0));
}

function drawBinomial(random: Random, n: number, p: number): number {
  let count = 0;
  for (let trial = 0; trial < n; trial++) if (random.nextFloat() < p) count++;
  return count;
}

/** Log-normal with mean 1. */
function drawFactor(random: Random, spread: number): number {
  const variance = Math.log(1 + spread * spread);
  const gaussian = Math.sqrt(-2 * Math.log(1 - random.nextFloat())) * Math.cos(2 * Math.PI * random.nextFloat());
  return Math.exp(Math.sqrt(variance) * gaussian - variance / 2);
}
