import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startChecks } from '../../../src/core/check/run-checks.ts';
import { DEFAULT_DRIFT_THRESHOLDS } from '../../../src/core/drift/thresholds.ts';
import { Batch } from '../../../src/core/frame/batch.ts';
import { loadPolars } from '../../../src/core/frame/polars.ts';
import type { Column, Schema } from '../../../src/core/frame/types.ts';
import { createRegistry } from '../../../src/core/pipeline/registry.ts';
import { BatchProfile } from '../../../src/core/profile/batch-profile.ts';
import { buildReference } from '../../../src/core/profile/build-reference.ts';
import type { FeatureSpec } from '../../../src/core/profile/compute-feature.ts';
import { buildGroups } from '../../../src/core/profile/groups/build-groups.ts';
import { findGroupFault } from '../../../src/core/profile/groups/find-group-fault.ts';
import type { SegmentGrouping } from '../../../src/core/profile/groups/grouping.ts';
import { SegmentCounts } from '../../../src/core/segment/segment-counts.ts';
import { buildSegmentSnapshot } from '../../../src/core/segment/segment-snapshot.ts';
import { describeWorst, weighSegments } from '../../../src/core/segment/weigh-segments.ts';

const test = suite('pipeline/segments, any split');
test.before(async () => {
  await loadPolars();
});

const SCHEMA: Schema = [
  { name: 'delay', type: 'number' },
  { name: 'carrier', type: 'text' },
];
const SPECS: FeatureSpec[] = [{ name: 'delay', column: 'delay', kind: 'numeric', transform: 'identity', model: true }];
const CHECKS = [
  { id: 'possible', check: 'range', column: 'delay', min: -150, max: 300, severity: 'quarantine' as const },
  { id: 'usual', check: 'range', column: 'delay', min: -90, max: 90, tolerance: 0.2 },
  { id: 'known', check: 'null_share', column: 'delay', max: 0.05 },
];
const GROUPING: SegmentGrouping = { kind: 'segment', columns: ['carrier'] };

interface Row {
  delay: number | null;
  carrier: string;
}

function toBatch(rows: readonly Row[], offset: number): Batch {
  const dictionary = [...new Set(rows.map(({ carrier }) => carrier))];
  const columns = new Map<string, Column>([
    [
      'delay',
      {
        type: 'number',
        values: Float64Array.from(rows, ({ delay }) => delay ?? 0),
        valid: Uint8Array.from(rows, ({ delay }) => (delay === null ? 0 : 1)),
      },
    ],
    ['carrier', { type: 'text', codes: Uint32Array.from(rows, ({ carrier }) => dictionary.indexOf(carrier)), dictionary }],
  ]);
  return Batch.fromColumns(SCHEMA, columns, rows.length, offset);
}

/** Six carriers in the reference, three of them listed; `broken` is one of them that drifts and loses values. */
function makeRows(count: number, seed: number, broken: string, names: readonly string[]): Row[] {
  let state = seed;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
  return Array.from({ length: count }, () => {
    const carrier = names[Math.floor(uniform() ** 2 * names.length)];
    const delay = Math.round((uniform() + uniform() + uniform() - 1.5) * 120 + (carrier === broken ? 70 : 0));
    return { carrier, delay: uniform() < (carrier === broken ? 0.3 : 0.02) ? null : delay };
  });
}

test('property: any split of the rows, merged in any order, gives the same verdicts on the segments', async () => {
  const names = ['AA', 'BB', 'CC', 'DD', 'EE', 'FF'];
  const read = async function* () {
    yield toBatch(makeRows(4000, 1, '', names), 0);
  };
  const reference = await buildReference(read, SPECS, 4000);
  const groups = await buildGroups(read, [{ grouping: GROUPING, max: 3 }], SPECS, reference);
  assert.is(findGroupFault(groups, reference), undefined);
  const [known] = groups.groupings;
  assert.equal([known.groups.length, known.rare.length], [3, 3]);
  const registry = createRegistry();

  const judge = async (parts: readonly { from: number; to: number }[], order: readonly number[], rows: readonly Row[]) => {
    const partial = order.map((index) => {
      const { from, to } = parts[index];
      const batch = toBatch(rows.slice(from, to), from);
      const quality = startChecks(CHECKS, registry.checks, { asOf: new Date(0), contract: [], key: [], maxQuarantineShare: 0.05 });
      const profile = new BatchProfile(SPECS, reference);
      const counts = new SegmentCounts(GROUPING, { reference: known, max: 3, checks: quality.countable, sizes: profile.sizes() });
      counts.begin(batch);
      const { kept } = quality.screen(batch, undefined, undefined, undefined, counts);
      profile.update(kept, (cells) => counts.addCells(cells));
      return { quality, counts };
    });
    const [first, ...others] = partial;
    for (const { quality, counts } of others) {
      first.quality.merge(quality);
      first.counts.merge(counts);
    }
    return buildSegmentSnapshot(
      { pipeline: 'p', run_id: '0'.repeat(16), as_of: 'unused' },
      [{ columns: ['carrier'], counts: first.counts }],
      {
        minRows: 50,
        thresholds: DEFAULT_DRIFT_THRESHOLDS,
        reference,
        results: await first.quality.finish(async function* () {}),
        maxQuarantineShare: 0.05,
      },
    );
  };

  const found = new Set<string>();
  const cuts = fc.array(fc.integer({ min: 1, max: 799 }), { maxLength: 6 });
  const broken = fc.constantFrom('', ...names);
  await fc.assert(
    fc.asyncProperty(fc.nat(), broken, cuts, fc.infiniteStream(fc.nat()), async (seed, carrier, at, shuffle) => {
      const rows = makeRows(800, seed + 1, carrier, [...names.slice(1), 'AA', 'NEW', 'X1']);
      const edges = [0, ...new Set(at.sort((a, b) => a - b)), 800];
      const parts = edges.slice(1).map((to, index) => ({ from: edges[index], to }));
      const order = parts.map((_, index) => ({ index, key: shuffle.next().value })).sort((a, b) => a.key - b.key);
      const whole = await judge([{ from: 0, to: 800 }], [0], rows);
      assert.equal(
        await judge(
          parts,
          order.map(({ index }) => index),
          rows,
        ),
        whole,
      );
      for (const { drift, quality, state } of whole.segmentations[0].worst)
        found.add(drift.verdict).add(`quality ${quality.status}`).add(state);
    }),
    { numRuns: 40, seed: 3 },
  );
  for (const verdict of ['severe', 'none', 'quality fail', 'quality pass', 'new', 'other'])
    assert.ok(found.has(verdict), `${verdict} of ${[...found]}`);
});

test('segments that are not told apart are judged together; too few rows in tested segments are no sound segments', async () => {
  const names = ['AA', 'BB', 'CC', 'DD', 'EE', 'FF'];
  const read = async function* () {
    yield toBatch(makeRows(6000, 1, '', names), 0);
  };
  const reference = await buildReference(read, SPECS, 6000);
  const groups = await buildGroups(read, [{ grouping: GROUPING, max: 3 }], SPECS, reference);
  const [known] = groups.groupings;
  const rare = new Set(known.rare.map(([key]) => key));
  const judge = (rows: readonly Row[], minRows: number) => {
    const profile = new BatchProfile(SPECS, reference);
    const counts = new SegmentCounts(GROUPING, { reference: known, max: 3, checks: [], sizes: profile.sizes() });
    const batch = toBatch(rows, 0);
    counts.begin(batch);
    profile.update(batch, (cells) => counts.addCells(cells));
    const rules = { minRows, thresholds: DEFAULT_DRIFT_THRESHOLDS, reference, results: [], maxQuarantineShare: 0.05 };
    return buildSegmentSnapshot({ pipeline: 'p', run_id: '0'.repeat(16), as_of: 'unused' }, [{ columns: ['carrier'], counts }], rules);
  };
  const sound = makeRows(3000, 2, '', names);
  const broken = sound.map((row) => (rare.has(row.carrier) && row.delay !== null ? { ...row, delay: row.delay + 60 } : row));
  const others = (snapshot: ReturnType<typeof judge>) => snapshot.segmentations[0].worst.find(({ state }) => state === 'other');

  assert.equal(others(judge(sound, 100))?.key, { carrier: '__other__' });
  assert.is(others(judge(sound, 100))?.drift.verdict, 'none');
  assert.is(others(judge(sound, 100))?.rows.in, sound.filter(({ carrier }) => rare.has(carrier)).length);
  assert.is(weighSegments(judge(sound, 100)), 'sound');
  assert.is(others(judge(broken, 100))?.drift.verdict, 'severe');
  assert.is(weighSegments(judge(broken, 100)), 'drifted');
  assert.is(weighSegments(judge(sound, 1100)), 'unknown');
  assert.match(describeWorst(judge(sound, 1100)).segments_unknown, /^carrier: drift judged for [\d,]+ of 3,000 rows only/);
});

test.run();
