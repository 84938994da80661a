// node scripts/run.mjs bench/adbench/compare.ts [--data DIR] [--sets a,b] [--seeds 1,2] [--modes clean,unknown] [--detectors …] [--python PYTHON] [--no-peers]
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { DETECTORS, type DetectorName } from '../../src/core/schema/detectors.ts';
import { measureSpeed } from './measure-speed.ts';
import { findPython, measurePeerSpeed, PEERS, scoreWithPeers } from './peers.ts';
import { measureAuprc, measureAuroc } from './rank-quality.ts';
import { listSets, readSet } from './read-sets.ts';
import { scoreWithOads } from './score-oads.ts';
import { MODES, type Mode, splitSet } from './split-set.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: process.env.OADS_BENCH_DATA },
    sets: { type: 'string' },
    seeds: { type: 'string', default: '11,12,13,14,15' },
    modes: { type: 'string', default: MODES.join(',') },
    detectors: { type: 'string', default: DETECTORS.join(',') },
    python: { type: 'string', default: process.env.OADS_BENCH_PYTHON ?? 'python3' },
    'no-peers': { type: 'boolean', default: false },
    'no-speed': { type: 'boolean', default: false },
  },
});
if (values.data === undefined || !existsSync(values.data)) {
  console.error('expected the directory of the ADBench sets (*.parquet, the label in the last column): --data DIR or OADS_BENCH_DATA');
  process.exit(2);
}
const names = (values.sets?.split(',') ?? listSets(values.data)).filter((name) => name !== '');
const seeds = values.seeds.split(',').map(Number);
const modes = values.modes.split(',') as Mode[];
const detectors = values.detectors.split(',') as DetectorName[];
const peers = values['no-peers'] ? undefined : findPython(values.python);
if (typeof peers === 'string') console.log(`without peers: ${peers}\n`);

interface Quality {
  auroc: number;
  auprc: number;
}
/** By mode, then by detector: the qualities of each set. */
const results = new Map<Mode, Map<string, Map<string, Quality[]>>>(modes.map((mode) => [mode, new Map()]));
const keep = (mode: Mode, detector: string, set: string, quality: Quality): void => {
  const byDetector = results.get(mode) as Map<string, Map<string, Quality[]>>;
  const bySet = byDetector.get(detector) ?? new Map<string, Quality[]>();
  byDetector.set(detector, bySet.set(set, [...(bySet.get(set) ?? []), quality]));
};

const scratch = await mkdtemp(path.join(tmpdir(), 'oads-adbench-'));
try {
  for (const name of names) {
    const set = await readSet(values.data, name);
    const splits = seeds.flatMap((seed) => modes.map((mode) => ({ seed, mode, split: splitSet(set, mode, seed) })));
    const foreign = peers === null ? await scoreWithPeers(values.python, scratch, set, splits) : [];
    for (const [at, { seed, mode, split }] of splits.entries()) {
      const labels = Uint8Array.from(split.test, (row) => set.labels[row]);
      const judge = (detector: string, scores: ArrayLike<number>): void =>
        keep(mode, detector, name, { auroc: measureAuroc(scores, labels), auprc: measureAuprc(scores, labels) });
      for (const detector of detectors) judge(`oads ${detector}`, await scoreWithOads(set, split, mode, detector, seed));
      for (const [peer, scores] of foreign[at] ?? []) judge(peer, scores);
    }
    console.error(`${name}: done`);
  }
  for (const mode of modes) printTable(mode);
  if (!values['no-speed']) {
    console.log(`rows scored per CPU second (10 features, one thread)`);
    for (const detector of detectors)
      console.log(`  ${`oads ${detector}`.padEnd(18)} ${Math.round(await measureSpeed(detector)).toLocaleString('en')}`);
    if (peers === null) {
      for (const [peer, rate] of measurePeerSpeed(values.python))
        console.log(`  ${peer.padEnd(18)} ${Math.round(rate).toLocaleString('en')}`);
    }
  }
} finally {
  await rm(scratch, { recursive: true, force: true });
}

function printTable(mode: Mode): void {
  const byDetector = results.get(mode) as Map<string, Map<string, Quality[]>>;
  const order = [...detectors.map((detector) => `oads ${detector}`), ...PEERS].filter((detector) => byDetector.has(detector));
  console.log(`reference ${mode}: mean AUROC (seeds ${seeds.join(', ')})`);
  console.log(['set'.padEnd(16), ...order.map((detector) => detector.padStart(17))].join(''));
  const row = (title: string, of: (detector: string) => number) =>
    console.log([title.padEnd(16), ...order.map((detector) => of(detector).toFixed(4).padStart(17))].join(''));
  for (const name of names)
    row(name.slice(0, 15), (detector) => mean((byDetector.get(detector)?.get(name) ?? []).map(({ auroc }) => auroc)));
  const overall = (detector: string, measure: keyof Quality): number =>
    mean(names.map((name) => mean((byDetector.get(detector)?.get(name) ?? []).map((quality) => quality[measure]))));
  row('mean AUROC', (detector) => overall(detector, 'auroc'));
  row('mean AUPRC', (detector) => overall(detector, 'auprc'));
  console.log('');
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}
