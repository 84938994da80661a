import { readdirSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { InterruptedError, PluginError, SourceError, UsageError } from '../../../../src/core/errors.ts';
import type { Batch } from '../../../../src/core/frame/batch.ts';
import { cellAt } from '../../../../src/core/frame/cell.ts';
import { ContentDigest } from '../../../../src/core/frame/content-digest.ts';
import { loadPolars } from '../../../../src/core/frame/polars.ts';
import { conformBatch } from '../../../../src/core/load/conform.ts';
import { type DerivedColumn, deriveFeatures } from '../../../../src/core/pipeline/derive-features.ts';
import { silentEffects } from '../../../../src/core/pipeline/effects.ts';
import { computeWindows, type WindowOptions } from '../../../../src/core/pipeline/windows/compute-windows.ts';
import type { ConformedRows } from '../../../../src/core/pipeline/windows/held-rows.ts';
import type { WindowFeature } from '../../../../src/core/profile/feature.ts';
import { scratchDir } from '../../../support/cli.ts';
import { cutBatch } from '../../check/make-batch.ts';

const test = suite('pipeline/compute-windows');
let scratch: Awaited<ReturnType<typeof scratchDir>>;
test.before(async () => {
  await loadPolars();
  scratch = await scratchDir();
});
test.after(() => scratch.remove());

/** Since the row before it in its group, in units of its option. */
const gap: WindowFeature = {
  kind: 'window',
  name: 'desk:gap',
  description: 'since the row before',
  inputs: ['tail', 'off'],
  group: () => ({ key: ['tail'], order: ['off'] }),
  compute(rows, { unit = 1 }, prepared) {
    assert.is(prepared, 'table');
    const off = rows.numbers('off');
    return off.map((value, row) => (row === 0 ? Number.NaN : (value - off[row - 1]) / Number(unit)));
  },
};
const size: WindowFeature = { ...gap, name: 'desk:size', compute: (rows) => new Float64Array(rows.rows).fill(rows.rows) };
const all: WindowFeature = {
  ...gap,
  name: 'desk:all',
  inputs: ['off'],
  group: () => ({ key: [], order: ['off'] }),
  compute: (rows) => Float64Array.from({ length: rows.rows }, (_, row) => row),
};
const column = (name: string, feature: WindowFeature, options = {}): DerivedColumn => ({ name, feature, options, prepared: 'table' });
const DERIVED = [column('gap', gap), column('gap_tens', gap, { unit: 10 }), column('size', size), column('rank', all)];

async function* conformed(batches: readonly Batch[]): AsyncGenerator<ConformedRows> {
  for (const batch of batches) yield conformBatch(batch, [{ name: 'off', type: 'number' }]);
}

async function compute(batches: readonly Batch[], options: Partial<WindowOptions> = {}, derived = DERIVED) {
  const rows: Record<string, unknown>[] = [];
  const digest = new ContentDigest();
  const failures: number[] = [];
  const originals: unknown[] = [];
  const given = { scratchDir: path.join(scratch.dir, 'windows'), effects: silentEffects, ...options };
  for await (const { rows: held, values } of computeWindows(conformed(batches), derived, given)) {
    const batch = deriveFeatures(held.batch, derived, values);
    digest.update(batch);
    for (let row = 0; row < batch.rows; row++)
      rows.push(Object.fromEntries(batch.schema.map(({ name }) => [name, cellAt(batch.column(name), row)])));
    failures.push(...(held.failures.get('off') ?? new Uint8Array(batch.rows)));
    const original = held.originals.get('off');
    for (let row = 0; row < batch.rows; row++) originals.push(original ? cellAt(original, row) : null);
  }
  return { rows, digest: digest.hex(), failures, originals };
}

interface Leg {
  readonly tail: string | null;
  readonly off: string | null;
}
const LEGS = fc.array(
  fc.record({ tail: fc.option(fc.constantFrom('N1', 'N2', 'N3')), off: fc.option(fc.constantFrom('1', '2', '30', '-4', 'soon')) }),
  { minLength: 1, maxLength: 40 },
);
const toValues = (legs: readonly Leg[]) => ({ 'tail:text': legs.map(({ tail }) => tail), 'off:text': legs.map(({ off }) => off) });

/** As a reader of the documentation would write it. */
function computeNaively(legs: readonly Leg[]): Record<string, unknown>[] {
  const times = legs.map(({ off }) => (off === null || off === 'soon' ? Number.POSITIVE_INFINITY : Number(off)));
  const byTime = (places: number[]) => places.sort((a, b) => (times[a] === times[b] ? a - b : times[a] - times[b]));
  const finite = (value: number) => (Number.isFinite(value) ? value : null);
  const ranked = byTime(legs.map((_, place) => place));
  return legs.map(({ tail }, place) => {
    const group = byTime(legs.flatMap((leg, at) => (leg.tail === tail ? [at] : [])));
    const before = group[group.indexOf(place) - 1];
    const since = tail === null || before === undefined ? Number.NaN : times[place] - times[before];
    return {
      off: finite(times[place]),
      tail,
      gap: finite(since),
      gap_tens: finite(since / 10),
      size: tail === null ? null : group.length,
      rank: ranked.indexOf(place),
    };
  });
}

test('property: values are those of a naive computation, in the order of the source, for any split and bound of memory', async () => {
  await fc.assert(
    fc.asyncProperty(LEGS, fc.array(fc.nat(40), { maxLength: 6 }), fc.constantFrom(1, 4, 1000), async (legs, cuts, memoryRows) => {
      const values = toValues(legs);
      const whole = await compute(cutBatch(values, []));
      assert.equal(whole.rows, computeNaively(legs));
      assert.equal(
        whole.failures,
        legs.map(({ off }) => (off === 'soon' ? 1 : 0)),
      );
      const parts = await compute(cutBatch(values, cuts), { memoryRows });
      assert.equal([parts.rows, parts.digest, parts.failures], [whole.rows, whole.digest, whole.failures]);
      for (const [row, failed] of whole.failures.entries()) if (failed) assert.is(parts.originals[row], 'soon');
      assert.equal(readdirSync(scratch.dir), []);
    }),
    { numRuns: 80, seed: 7 },
  );
});

const values = toValues(Array.from({ length: 9 }, (_, at) => ({ tail: 'N1', off: String(at) })));

test('what breaks off leaves nothing behind, and names the plugin where it is its fault', async () => {
  const stop = new AbortController();
  const broken = (compute: WindowFeature['compute']) => [column('odd', { ...gap, compute })];
  const kaput = () => {
    throw new Error('kaput');
  };
  const stopping = (rows: Batch) => {
    stop.abort(new InterruptedError());
    return new Float64Array(rows.rows);
  };
  const cases: [DerivedColumn[], abstract new (...args: never[]) => Error, RegExp][] = [
    [broken(kaput), PluginError, /feature "odd" of plugin "desk" failed: kaput/],
    [broken(() => new Float64Array(2)), PluginError, /expected a Float64Array of 9 values, got 2/],
    [[column('odd', { ...gap, inputs: ['off'] })], PluginError, /expected the columns of its groups among its inputs, got "tail"/],
    [broken(stopping), InterruptedError, /interrupted/],
  ];
  for (const [derived, kind, message] of cases) {
    const effects = { ...silentEffects, signal: stop.signal };
    const error = await compute(cutBatch(values, [2, 4, 6]), { effects, memoryRows: 1 }, derived).catch((thrown: unknown) => thrown);
    assert.instance(error, kind);
    assert.match((error as Error).message, message);
    assert.equal(readdirSync(scratch.dir), []);
  }
});

test('a source without the inputs goes on without the columns; rows that cannot wait are refused', async () => {
  const { rows } = await compute(cutBatch({ 'off:number': [1, 2] }, []));
  assert.equal(rows, [{ off: 1 }, { off: 2 }]);
  const error = await compute(cutBatch(values, []), { scratchDir: undefined }).catch((thrown: unknown) => thrown);
  assert.instance(error, UsageError);
  assert.match((error as Error).message, /feature "gap" \(desk:gap\) needs all rows/);
});

test('rows of a stage before bring the values with them, unless one is missing', async () => {
  const carried = { ...values, 'gap:number': [9, 9, 9, 9, 9, 9, 9, 9, null] };
  const derived = [column('gap', gap)];
  const gapsOf = async (isChained: boolean, given: Parameters<typeof cutBatch>[0]) =>
    (await compute(cutBatch(given, [4]), { isChained }, derived)).rows.map((row) => row.gap);
  assert.equal(await gapsOf(true, carried), [9, 9, 9, 9, 9, 9, 9, 9, null]);
  assert.equal(await gapsOf(false, carried), [null, 1, 1, 1, 1, 1, 1, 1, 1]);
  assert.equal(await gapsOf(true, values), [null, 1, 1, 1, 1, 1, 1, 1, 1]);
});

test('a source that breaks off is a SourceError, for its fallback to take over', async () => {
  async function* breaking(): AsyncGenerator<ConformedRows> {
    yield* conformed(cutBatch(values, []));
    throw new SourceError('OADS_SOURCE_FAILED', 'gone');
  }
  const windows = computeWindows(breaking(), DERIVED, { scratchDir: path.join(scratch.dir, 'windows'), effects: silentEffects });
  const error = await windows.next().catch((thrown: unknown) => thrown);
  assert.instance(error, SourceError);
  assert.equal(readdirSync(scratch.dir), []);
});

test.run();
