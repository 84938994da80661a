import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { decideBatch, decideFeature } from '../../../src/core/drift/decide.ts';
import type { BinCounts, CategoricalEvidence, NumericEvidence } from '../../../src/core/drift/evidence.ts';
import { standardiseP } from '../../../src/core/drift/standardise-p.ts';
import { DEFAULT_DRIFT_THRESHOLDS } from '../../../src/core/drift/thresholds.ts';

const test = suite('drift/decide');

const EDGES = Array.from({ length: 101 }, (_, i) => i);
const EVEN = EDGES.slice(1).map(() => 100);

function numeric(current: Partial<BinCounts>, name = 'delay'): NumericEvidence {
  const empty = { below: 0, above: 0, nulls: 0 };
  return {
    kind: 'numeric',
    name,
    edges: EDGES,
    reference: { bins: EVEN, ...empty },
    current: { bins: EVEN.map(() => 0), ...empty, ...current },
  };
}

const upper = EVEN.map((_, i) => (i < 30 ? 0 : 3));
const same = EVEN.map(() => 3);

test('the same world: none, q and effects reported', () => {
  const feature = decideFeature(numeric({ bins: same }));
  assert.is(feature.status, 'none');
  assert.is(feature.effects.psi?.value, 0);
  assert.ok(feature.q! > 0.5);
  assert.equal(feature.reasons, []);
});

test('a large shift is severe and says by what', () => {
  const feature = decideFeature(numeric({ bins: upper }));
  assert.is(feature.status, 'severe');
  assert.match(feature.reasons.join('\n'), /^PSI [\d.]+ ≥ 0\.25 \(severe\)$/m);
  assert.match(feature.reasons.join('\n'), /^Wasserstein distance [\d.]+ sd ≥ 0\.25 \(severe\)$/m);
});

test('significant but small at large n is no drift', () => {
  const feature = decideFeature(numeric({ bins: EVEN.map((_, i) => (i < 50 ? 9400 : 10600)) }));
  assert.ok(feature.p! < 1e-6);
  assert.is(feature.status, 'none');
  assert.match(feature.reasons[0], /^significant .* but too small to matter$/);
});

test('large but not significant at small n is no drift', () => {
  const feature = decideFeature(numeric({ bins: EVEN.map((_, i) => (i % 2 === 0 ? (i % 20 === 0 ? 4 : 1) : 0)) }));
  assert.is(feature.status, 'none');
});

test('an effect that is noise is not blamed for a change of nulls', () => {
  const noisy = EVEN.map((_, i) => (i % 2 === 0 ? (i % 20 === 0 ? 4 : 1) : 0));
  const feature = decideFeature(numeric({ bins: noisy, nulls: 10 }), {
    ...DEFAULT_DRIFT_THRESHOLDS,
    psi: { moderate: 0, severe: 9 },
    wassersteinSd: { moderate: 0, severe: 9 },
  });
  assert.is(feature.reasons.length, 1);
  assert.match(feature.reasons[0], /^share of nulls/);
});

test('a narrower spread is drift by its own test', () => {
  const narrow = EVEN.map((_, i) => (i >= 10 && i < 90 ? 25 : 0));
  const feature = decideFeature(numeric({ bins: narrow }), {
    ...DEFAULT_DRIFT_THRESHOLDS,
    psi: { moderate: 9, severe: 9 },
    wassersteinSd: { moderate: 9, severe: 9 },
  });
  assert.is(feature.status, 'moderate');
  assert.match(feature.reasons[0], /^\|log interquartile ratio\| 0\.22\d ≥ 0\.15 \(moderate\)$/);
});

test('nulls: 0 → 5 % is moderate, all nulls severe although no value is left', () => {
  const some = decideFeature(numeric({ bins: EVEN.map(() => 10), nulls: 53 }));
  assert.is(some.status, 'moderate');
  assert.match(some.reasons[0], /^share of nulls 0 % → 5\.03 % of 1,053 rows, change 0\.0503 ≥ 0\.03 \(moderate\)$/);
  assert.is(some.decided_by, 'null_share');
  const all = decideFeature(numeric({ nulls: 400 }));
  assert.is(all.status, 'severe');
  assert.is(all.n_cur, 0);
  assert.is(all.effects.psi, null);
});

test('a burst of outliers is flagged, not drift; a change of unit is', () => {
  const burst = decideFeature(numeric({ bins: EVEN.map(() => 10), above: 50 }));
  assert.is(burst.status, 'none');
  assert.is(burst.outside.status, 'outliers');
  assert.match(burst.reasons[0], /^4\.76 % of 1,050 values lie outside the reference range \(outliers\)$/);
  const unit = decideFeature(numeric({ above: 1000 }));
  assert.is(unit.status, 'severe');
  assert.is(unit.outside.status, 'severe');
});

test('the worst effect comes first, and decides', () => {
  const feature = decideFeature(numeric({ bins: upper, nulls: 20 }), { ...DEFAULT_DRIFT_THRESHOLDS, psi: { moderate: 0.1, severe: 9 } });
  assert.is(feature.status, 'severe');
  assert.is(feature.decided_by, 'wasserstein_sd');
  assert.match(feature.reasons[0], /^Wasserstein .* \(severe\)$/);
  assert.match(feature.reasons[1], /^PSI .* \(moderate\)$/);
  assert.is(decideFeature(numeric({ bins: same })).decided_by, null);
});

test('a p-value that no double holds is not shown as 0', () => {
  const feature = decideFeature(numeric({ bins: EVEN.map((_, i) => (i < 50 ? 9e6 : 11e6)) }), {
    ...DEFAULT_DRIFT_THRESHOLDS,
    psi: { moderate: 9, severe: 9 },
    wassersteinSd: { moderate: 9, severe: 9 },
  });
  assert.match(feature.reasons[0], /^significant \(q (= [1-9]|< 1e-300)/);
});

test('too few values is insufficient, never none', () => {
  const few = decideFeature(numeric({ bins: EVEN.map((_, i) => (i < 49 ? 1 : 0)) }));
  assert.is(few.status, 'insufficient');
  assert.equal(few.reasons, ['49 rows, fewer than 50']);
  assert.is(few.q, null);
  assert.is(decideFeature(numeric({})).status, 'insufficient');
  const sparse = decideFeature({
    ...numeric({ bins: EVEN.map((_, i) => (i < 20 ? 1 : 0)), nulls: 180 }),
    reference: { bins: EVEN, below: 0, above: 0, nulls: 90000 },
  });
  assert.equal(sparse.reasons, ['20 values, fewer than 50']);
});

test('a column of nulls on both sides has been tested', () => {
  const nothing = { bins: EVEN.map(() => 0), below: 0, above: 0 };
  const feature = decideFeature({ ...numeric({ ...nothing, nulls: 500 }), reference: { ...nothing, nulls: 5000 } });
  assert.is(feature.status, 'none');
});

test('a constant that stays is none, one that changes is severe', () => {
  const constant = (current: Partial<BinCounts>): NumericEvidence => ({
    kind: 'numeric',
    name: 'c',
    edges: [7, 7],
    reference: { bins: [1000], below: 0, above: 0, nulls: 0 },
    current: { bins: [0], below: 0, above: 0, nulls: 0, ...current },
  });
  assert.is(decideFeature(constant({ bins: [200] })).status, 'none');
  assert.is(decideFeature(constant({ below: 200 })).status, 'severe');
});

test('categories: shifted shares, new values, rare ones', () => {
  const categorical = (counts: number[], other: number, unseen: number): CategoricalEvidence => ({
    kind: 'categorical',
    name: 'carrier',
    categories: ['a', 'b', 'c'],
    reference: { counts: [5000, 3000, 1900], other: 100, unseen: 0, nulls: 0 },
    current: { counts, other, unseen, nulls: 0 },
  });
  assert.is(decideFeature(categorical([50, 30, 19], 1, 0)).status, 'none');
  assert.is(decideFeature(categorical([10, 30, 59], 1, 0)).status, 'severe');
  const fresh = decideFeature(categorical([400, 240, 150], 10, 200));
  assert.is(fresh.status, 'severe');
  assert.match(fresh.reasons.join('\n'), /20 % of 1,000 values are unseen in the reference/);
  assert.is(decideFeature(categorical([500, 300, 190], 0, 10)).status, 'none');
});

test('batch: the worst feature decides, severe ones are named first', () => {
  const batch = decideBatch(
    [numeric({ bins: same }, 'a'), numeric({ bins: EVEN.map(() => 10), nulls: 60 }, 'b'), numeric({ bins: upper }, 'c')].map((evidence) =>
      decideFeature(evidence),
    ),
  );
  assert.is(batch.verdict, 'severe');
  assert.equal(batch.drifted, ['c', 'b']);
  assert.is(batch.tested, 3);
  assert.is(batch.share, 2 / 3);
});

test('batch: many moderate features make it severe, a few do not', () => {
  const moderate = numeric({ bins: EVEN.map(() => 10), nulls: 60 });
  const verdictOf = (drifting: number, steady: number): string =>
    decideBatch([
      ...Array.from({ length: drifting }, () => decideFeature(moderate)),
      ...Array.from({ length: steady }, () => decideFeature(numeric({ bins: same }))),
    ]).verdict;
  assert.is(verdictOf(2, 0), 'moderate');
  assert.is(verdictOf(3, 3), 'severe');
  assert.is(verdictOf(3, 4), 'moderate');
});

test('batch: insufficient when most features are, and when there is none', () => {
  const few = decideFeature(numeric({ bins: EVEN.map((_, i) => (i < 10 ? 1 : 0)) }));
  const steady = decideFeature(numeric({ bins: same }));
  assert.is(decideBatch([]).verdict, 'insufficient');
  assert.is(decideBatch([few, few, steady]).verdict, 'insufficient');
  assert.is(decideBatch([few, steady, steady]).verdict, 'none');
  assert.is(decideBatch([few, few, decideFeature(numeric({ bins: upper }))]).verdict, 'severe');
});

test('batch: q is the standardised p, adjusted over the features', () => {
  const slight = decideFeature(numeric({ bins: EVEN.map((_, i) => (i < 40 ? 2 : 3)) }));
  const batch = decideBatch([slight, ...Array.from({ length: 9 }, () => decideFeature(numeric({ bins: same })))]);
  const standardised = standardiseP(slight.p, slight.nulls.rows_ref, slight.nulls.rows_cur) as number;
  assert.is(slight.q, standardised);
  assert.ok(standardised > slight.p!);
  assert.ok(Math.abs(batch.features[0].q! - Math.min(1, 10 * standardised)) < 1e-12);
});

test.run();
