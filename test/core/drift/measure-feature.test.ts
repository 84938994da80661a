import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { decideBatch, decideFeature } from '../../../src/core/drift/decide.ts';
import type { BinCounts, CategoricalEvidence, NumericEvidence } from '../../../src/core/drift/evidence.ts';
import { measureJensenShannon } from '../../../src/core/drift/measures/jensen-shannon.ts';
import { testKolmogorovSmirnov } from '../../../src/core/drift/measures/kolmogorov-smirnov.ts';
import { testLocation } from '../../../src/core/drift/measures/location.ts';
import { measurePsi } from '../../../src/core/drift/measures/psi.ts';
import { testScale } from '../../../src/core/drift/measures/scale.ts';

const test = suite('drift/measure-feature');

// Zeros, ones and large counts on purpose: empty sides, single rows, 10^9 rows.
const count = fc.oneof(fc.constant(0), fc.constant(1), fc.nat(50), fc.nat(1_000_000_000));
const numeric = fc
  .array(fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ noNaN: true, noDefaultInfinity: true })), { minLength: 2, maxLength: 15 })
  .chain((values): fc.Arbitrary<NumericEvidence> => {
    const edges = [...values].sort((a, b) => a - b);
    const bins = fc.oneof(
      fc.array(count, { minLength: edges.length - 1, maxLength: edges.length - 1 }),
      fc.constant(edges.slice(1).map(() => 0)),
    );
    const current = fc.record({ bins, below: count, above: count, nulls: count });
    const reference = fc.record({ bins, below: fc.constant(0), above: fc.constant(0), nulls: count });
    return fc.record({ kind: fc.constant('numeric' as const), name: fc.constant('x'), edges: fc.constant(edges), reference, current });
  });
const categorical = fc.nat(8).chain((size): fc.Arbitrary<CategoricalEvidence> => {
  const side = fc.record({ counts: fc.array(count, { minLength: size, maxLength: size }), other: count, unseen: count, nulls: count });
  return fc.record({
    kind: fc.constant('categorical' as const),
    name: fc.constant('x'),
    categories: fc.constant(Array.from({ length: size }, (_, i) => `v${i}`)),
    reference: side,
    current: side,
  });
});

function assertFinite(value: unknown, path = ''): void {
  if (typeof value === 'number') assert.ok(Number.isFinite(value), `${path} is ${value}`);
  else if (value && typeof value === 'object') for (const [key, inner] of Object.entries(value)) assertFinite(inner, `${path}.${key}`);
  else assert.ok(value !== undefined, `${path} is undefined`);
}

test('whatever the counts: finite, JSON keeps it, p within 0 and 1', () => {
  fc.assert(
    fc.property(fc.oneof(numeric, categorical), (evidence) => {
      const feature = decideFeature(evidence);
      assertFinite(feature);
      assert.equal(JSON.parse(JSON.stringify(feature)), feature);
      for (const result of [feature, ...Object.values(feature.tests), feature.outside]) {
        if (result && result.p !== null) assert.ok(result.p >= 0 && result.p <= 1);
      }
      for (const effect of Object.values(feature.effects)) {
        if (effect) assert.ok(effect.interval[0] <= effect.value && effect.value <= effect.interval[1]);
      }
      assertFinite(decideBatch([feature, feature]));
    }),
    { numRuns: 500 },
  );
});

test('identical counts: all effects 0, no drift', () => {
  fc.assert(
    fc.property(numeric, (evidence) => {
      const feature = decideFeature({ ...evidence, current: evidence.reference });
      for (const [name, effect] of Object.entries(feature.effects))
        assert.ok(effect === null || Math.abs(effect.value) < 1e-6, `${name} ${effect?.value}`);
      assert.ok(feature.status === 'none' || feature.status === 'insufficient');
    }),
  );
});

test('location and scale change sign, KS, PSI and Jensen-Shannon stay, when the sides change places', () => {
  fc.assert(
    fc.property(numeric, (evidence) => {
      const [a, b] = [evidence.reference.bins, evidence.current.bins];
      assert.equal(testKolmogorovSmirnov(a, b), testKolmogorovSmirnov(b, a));
      for (const run of [testLocation, testScale]) {
        const [there, back] = [run(a, b), run(b, a)];
        const z = there?.statistic ?? 0;
        assert.ok(Math.abs(z + (back?.statistic ?? 0)) <= 1e-6 * (1 + Math.abs(z)), `${z} and ${back?.statistic}`);
        assert.ok(Math.abs((there?.p ?? 0) - (back?.p ?? 0)) < 1e-6);
      }
      assert.ok(Math.abs((measureJensenShannon(a, b)?.value ?? 0) - (measureJensenShannon(b, a)?.value ?? 0)) < 1e-9);
      assert.ok(Math.abs((measurePsi(a, b)?.value ?? 0) - (measurePsi(b, a)?.value ?? 0)) < 1e-9);
    }),
  );
});

test('the order in which partial counts are added does not matter', () => {
  const add = (a: BinCounts, b: BinCounts): BinCounts => ({
    bins: a.bins.map((x, i) => x + b.bins[i]),
    below: a.below + b.below,
    above: a.above + b.above,
    nulls: a.nulls + b.nulls,
  });
  fc.assert(
    fc.property(numeric, fc.integer({ min: 2, max: 7 }), (evidence, by) => {
      const part = (x: number): number => Math.floor(x / by);
      const whole = evidence.current;
      const a: BinCounts = { bins: whole.bins.map(part), below: part(whole.below), above: part(whole.above), nulls: part(whole.nulls) };
      const b: BinCounts = {
        bins: whole.bins.map((x) => x - part(x)),
        below: whole.below - a.below,
        above: whole.above - a.above,
        nulls: whole.nulls - a.nulls,
      };
      assert.equal(decideFeature({ ...evidence, current: add(a, b) }), decideFeature(evidence));
      assert.equal(decideFeature({ ...evidence, current: add(b, a) }), decideFeature(evidence));
    }),
  );
});

test.run();
