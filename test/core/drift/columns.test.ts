import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { compareProfile } from '../../../src/core/drift/compare-profile.ts';
import { buildDriftSnapshot } from '../../../src/core/drift/drift-snapshot.ts';
import { DEFAULT_DRIFT_THRESHOLDS } from '../../../src/core/drift/thresholds.ts';
import { BatchProfile } from '../../../src/core/profile/batch-profile.ts';
import { buildReference } from '../../../src/core/profile/build-reference.ts';
import type { FeatureSpec } from '../../../src/core/profile/compute-feature.ts';
import type { ReferenceProfile } from '../../../src/core/profile/reference.ts';
import { findViolations } from '../../../src/core/schema/validate.ts';
import { DriftSnapshot } from '../../../src/core/snapshot/drift-snapshot.ts';
import { cutBatch, makeBatch, type Value } from '../check/make-batch.ts';

const test = suite('drift/columns');

// From rows to verdict: three numeric columns and a categorical one of any nasty kind, as reference and as batch.
const SPECS: FeatureSpec[] = [
  { name: 'a', column: 'a', kind: 'numeric', transform: 'identity', model: true },
  { name: 'b', column: 'b', kind: 'numeric', transform: 'identity', model: true },
  { name: 'c', column: 'c', kind: 'numeric', transform: 'identity', model: true },
  { name: 'k', column: 'k', kind: 'categorical', transform: 'identity', model: false },
];

type Kind = 'monotone' | 'shuffled' | 'ties' | 'constant' | 'nulls' | 'sentinels' | 'some sentinels' | 'huge';
const KINDS: Kind[] = ['monotone', 'shuffled', 'ties', 'constant', 'nulls', 'sentinels', 'some sentinels', 'huge'];

/** `seed` shuffles, so that rows of two columns do and do not depend on each other. */
function valueAt(kind: Kind, row: number, rows: number, seed: number): number | null {
  const shuffled = (row * 7919 + seed * 104_729) % rows;
  switch (kind) {
    case 'monotone':
      return row * 1.5 - seed;
    case 'shuffled':
      return Math.exp(shuffled / rows) - seed;
    case 'ties':
      return shuffled % 3;
    case 'constant':
      return seed;
    case 'nulls':
      return null;
    case 'sentinels':
      return 9999;
    case 'some sentinels':
      return shuffled % 25 === 0 ? 9999 : shuffled % 31 === 0 ? -999 : shuffled % 17 === 0 ? null : shuffled;
    case 'huge':
      return (shuffled % 2 === 0 ? 1 : -1) * 1.7e308 * (shuffled / rows);
  }
}

const column = fc.record({ kind: fc.constantFrom(...KINDS), seed: fc.nat(5) });
const side = fc.record({
  rows: fc.oneof(fc.constant(1), fc.constant(2), fc.integer({ min: 50, max: 60 }), fc.integer({ min: 100, max: 400 })),
  columns: fc.tuple(column, column, column, column),
});

type Side = { rows: number; columns: { kind: Kind; seed: number }[] };

function rowsOf({ rows, columns }: Side): Record<string, Value[]> {
  const headings = ['a:number', 'b:number', 'c:number', 'k:text'];
  return Object.fromEntries(
    columns.map(({ kind, seed }, at) => {
      const values: Value[] = Array.from({ length: rows }, (_, row) => valueAt(kind, row, rows, seed));
      return [headings[at], at === 3 ? values.map((value) => (value === null ? null : String(value))) : values];
    }),
  );
}

async function referenceOf(given: Side): Promise<ReferenceProfile> {
  const batch = makeBatch(rowsOf(given));
  return buildReference(
    async function* () {
      yield batch;
    },
    SPECS,
    given.rows,
  );
}

function profileOf(reference: ReferenceProfile, rows: Record<string, Value[]>, cuts: number[] = []): BatchProfile[] {
  return cutBatch(rows, cuts).map((batch) => {
    const profile = new BatchProfile(SPECS, reference);
    profile.update(batch);
    return profile;
  });
}

function snapshotOf(reference: ReferenceProfile, profile: BatchProfile): DriftSnapshot {
  const envelope = { pipeline: 'p', run_id: '0123456789abcdef', as_of: '2026-01-01T00:00:00Z', bundleDigest: '', period: null };
  return buildDriftSnapshot({ ...envelope, profile, reference, thresholds: DEFAULT_DRIFT_THRESHOLDS });
}

function assertFinite(value: unknown, path = ''): void {
  if (typeof value === 'number') assert.ok(Number.isFinite(value), `${path} is ${value}`);
  else if (value && typeof value === 'object') for (const [key, inner] of Object.entries(value)) assertFinite(inner, `${path}.${key}`);
}

test('property: any columns against any columns give a finite snapshot that follows its schema', async () => {
  await fc.assert(
    fc.asyncProperty(side, side, async (before, now) => {
      const reference = await referenceOf(before);
      const snapshot = snapshotOf(reference, profileOf(reference, rowsOf(now))[0]);
      assertFinite(snapshot);
      const violations = findViolations(DriftSnapshot, JSON.parse(JSON.stringify(snapshot)));
      assert.equal(violations, [], JSON.stringify(violations));
    }),
    { seed: 5, numRuns: 120 },
  );
});

test('property: the reference against itself: all distances 0, no drift', async () => {
  await fc.assert(
    fc.asyncProperty(side, async (given) => {
      const reference = await referenceOf(given);
      const { features, multivariate, verdict } = compareProfile(reference, profileOf(reference, rowsOf(given))[0]);
      for (const { feature, effects, outside } of features) {
        for (const [name, effect] of Object.entries(effects)) assert.ok(Math.abs(effect?.value ?? 0) < 1e-6, `${feature} ${name}`);
        assert.ok(outside.status === 'none' || outside.status === 'insufficient' || outside.status === 'outliers');
      }
      assert.equal(multivariate.drifted, []);
      assert.ok(verdict === (given.rows < 50 ? 'insufficient' : 'none') || verdict === 'insufficient', verdict);
    }),
    { seed: 6, numRuns: 80 },
  );
});

test('property: any split, merged in any order, gives the identical snapshot', async () => {
  await fc.assert(
    fc.asyncProperty(side, side, fc.array(fc.nat(400), { maxLength: 4 }), fc.infiniteStream(fc.nat()), async (before, now, cuts, order) => {
      const reference = await referenceOf(before);
      const whole = snapshotOf(reference, profileOf(reference, rowsOf(now))[0]);
      const parts = profileOf(reference, rowsOf(now), cuts)
        .map((profile) => ({ profile, rank: order.next().value as number }))
        .sort((x, y) => x.rank - y.rank)
        .map(({ profile }) => profile);
      const [first, ...rest] = parts;
      for (const part of rest) first.merge(part);
      assert.equal(snapshotOf(reference, first), whole);
    }),
    { seed: 7, numRuns: 60 },
  );
});

test('one shift is the same shift with sentinels in the reference', async () => {
  const normal = Array.from({ length: 1000 }, (_, at) => Math.tan(((at + 0.5) / 1000 - 0.5) * 2.6));
  const measure = async (sentinels: number[]) => {
    const reference = await buildReference(
      async function* () {
        yield makeBatch({ 'a:number': [...normal, ...sentinels] });
      },
      SPECS.slice(0, 1),
      1000 + sentinels.length,
    );
    const profile = new BatchProfile(SPECS.slice(0, 1), reference);
    profile.update(makeBatch({ 'a:number': normal.map((value) => value + 1) }));
    return compareProfile(reference, profile).features[0];
  };
  const clean = await measure([]);
  for (const sentinels of [
    [9999],
    [-999],
    Array<number>(10).fill(9999),
    [...Array<number>(30).fill(9999), ...Array<number>(30).fill(-999)],
  ]) {
    const { effects, tests } = await measure(sentinels);
    for (const name of ['psi', 'wasserstein_sd', 'iqr_log_ratio', 'mean_shift_sd'] as const)
      assert.ok(Math.abs(effects[name]!.value - clean.effects[name]!.value) < 0.02, `${name}: ${effects[name]?.value}`);
    assert.ok(Math.abs(tests.ks!.statistic - clean.tests.ks!.statistic) < 0.02);
  }
});

test('the same 9999 in the reference does not hide many of them in the batch', async () => {
  const ordinary = Array.from({ length: 1000 }, (_, at) => at);
  const reference = await buildReference(
    async function* () {
      yield makeBatch({ 'a:number': [...ordinary, 9999] });
    },
    SPECS.slice(0, 1),
    1001,
  );
  const profile = new BatchProfile(SPECS.slice(0, 1), reference);
  profile.update(makeBatch({ 'a:number': [...ordinary.slice(0, 900), ...Array<number>(100).fill(9999)] }));
  assert.is(compareProfile(reference, profile).features[0].outside.status, 'moderate');
});

test.run();
