import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startChecks } from '../../../src/core/check/run-checks.ts';
import { buildDriftSnapshot } from '../../../src/core/drift/drift-snapshot.ts';
import { DEFAULT_DRIFT_THRESHOLDS } from '../../../src/core/drift/thresholds.ts';
import { Batch } from '../../../src/core/frame/batch.ts';
import { loadPolars } from '../../../src/core/frame/polars.ts';
import type { Column, Schema } from '../../../src/core/frame/types.ts';
import { createRegistry } from '../../../src/core/pipeline/registry.ts';
import { BatchProfile } from '../../../src/core/profile/batch-profile.ts';
import { buildReference } from '../../../src/core/profile/build-reference.ts';
import type { FeatureSpec } from '../../../src/core/profile/compute-feature.ts';

const test = suite('pipeline/any split');
test.before(async () => {
  await loadPolars();
});

const SCHEMA: Schema = [
  { name: 'delay', type: 'number' },
  { name: 'carrier', type: 'text' },
];
const SPECS: FeatureSpec[] = [
  { name: 'delay', column: 'delay', kind: 'numeric', transform: 'identity', model: true },
  { name: 'carrier', column: 'carrier', kind: 'categorical', transform: 'identity', model: false },
];
const CHECKS = [
  { check: 'range', column: 'delay', min: -200, max: 300, severity: 'quarantine' as const },
  { check: 'allowed', column: 'carrier', values: ['AA', 'UA', 'DL'], tolerance: 0.02 },
  { check: 'null_share', column: 'delay', max: 0.05 },
  { check: 'row_count', min: 100 },
];

interface Row {
  delay: number | null;
  carrier: string;
}

function toBatch(rows: readonly Row[], offset: number): Batch {
  const dictionary = [...new Set(rows.map(({ carrier }) => carrier))];
  const valid = Uint8Array.from(rows, ({ delay }) => (delay === null ? 0 : 1));
  const columns = new Map<string, Column>([
    ['delay', { type: 'number', values: Float64Array.from(rows, ({ delay }) => delay ?? 0), valid }],
    ['carrier', { type: 'text', codes: Uint32Array.from(rows, ({ carrier }) => dictionary.indexOf(carrier)), dictionary }],
  ]);
  return Batch.fromColumns(SCHEMA, columns, rows.length, offset);
}

/** Seeded rows; `shift` moves the delays so that some inputs drift and others do not. */
function makeRows(count: number, seed: number, shift: number): Row[] {
  let state = seed;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
  return Array.from({ length: count }, () => ({
    delay: uniform() < 0.03 ? null : Math.round((uniform() + uniform() + uniform() - 1.5) * 120 + shift),
    carrier: uniform() < 0.01 ? 'ZZ' : ['AA', 'UA', 'DL'][Math.floor(uniform() * 3)],
  }));
}

test('property: any split of the rows, merged in any order, gives identical counts, checks and drift verdicts', async () => {
  const reference = await buildReference(
    async function* () {
      yield toBatch(makeRows(3000, 1, 0), 0);
    },
    SPECS,
    3000,
  );
  const registry = createRegistry();
  const context = { asOf: new Date(0), contract: [], key: [], maxQuarantineShare: 0.05 };
  const verdicts = new Set<string>();

  const judge = async (parts: readonly { from: number; to: number }[], order: readonly number[], rows: readonly Row[]) => {
    const partial = order.map((index) => {
      const { from, to } = parts[index];
      const quality = startChecks(CHECKS, registry.checks, context);
      const profile = new BatchProfile(SPECS, reference);
      profile.update(quality.screen(toBatch(rows.slice(from, to), from)).kept);
      return { quality, profile };
    });
    const [first, ...others] = partial;
    for (const { quality, profile } of others) {
      first.quality.merge(quality);
      first.profile.merge(profile);
    }
    const drift = buildDriftSnapshot({
      pipeline: 'p',
      run_id: '0'.repeat(16),
      as_of: 'unused',
      profile: first.profile,
      reference,
      bundleDigest: 'b',
      period: null,
      thresholds: DEFAULT_DRIFT_THRESHOLDS,
    });
    return { checks: await first.quality.finish(async function* () {}), rows: first.quality.rows, drift };
  };

  const cuts = fc.array(fc.integer({ min: 1, max: 799 }), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.integer({ min: 0, max: 90 }), cuts, fc.infiniteStream(fc.nat()), async (seed, shift, at, shuffle) => {
      const rows = makeRows(800, seed + 1, shift);
      const whole = await judge([{ from: 0, to: 800 }], [0], rows);
      const edges = [0, ...new Set(at.sort((a, b) => a - b)), 800];
      const parts = edges.slice(1).map((to, index) => ({ from: edges[index], to }));
      const order = parts.map((_, index) => ({ index, key: shuffle.next().value })).sort((a, b) => a.key - b.key);
      const split = await judge(
        parts,
        order.map(({ index }) => index),
        rows,
      );
      assert.equal(split, whole);
      verdicts.add(whole.drift.verdict);
    }),
    { numRuns: 60, seed: 3 },
  );
  assert.ok(verdicts.size >= 2, `the inputs should give several verdicts, got ${[...verdicts]}`);
});

test.run();
