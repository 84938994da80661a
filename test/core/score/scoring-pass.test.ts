import { readFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { buildMatrix } from '../../../src/core/model/build-matrix.ts';
import type { Bundle } from '../../../src/core/model/bundle.ts';
import { pValueRank } from '../../../src/core/model/calibration.ts';
import { openSession } from '../../../src/core/model/session.ts';
import { cutBatch, makeBatch, type Value } from '../check/make-batch.ts';
import { makeValues, openSmallBundle, SPECS } from '../model/small-bundle.ts';
import { keepRows, scoreAll } from './score-all.ts';

const test = suite('score/scoring-pass');

const { bundle, base, remove } = await openSmallBundle();
test.after(remove);

const ROWS = 240;
const VALUES: Record<string, Value[]> = makeValues(ROWS, 5);
for (const row of [17, 100]) for (const name of ['a', 'b', 'c']) VALUES[`${name}:number`][row] = 8 + row / 100;
VALUES['b:number'][40] = null;
VALUES['c:number'][100] = null;

/** Scores of the rows by the shortest way: one matrix, one call. */
async function scoresOf(values: Record<string, Value[]>): Promise<Float32Array> {
  const inputs = SPECS.filter((spec) => spec.model);
  const medians = Float32Array.from(inputs, (spec) => {
    const known = bundle.reference.features.find(({ feature }) => feature === spec.name);
    return known?.kind === 'numeric' ? known.median : Number.NaN;
  });
  const { data, rows } = buildMatrix(makeBatch(values), inputs, medians, 'median');
  const session = await openSession(bundle.model, { width: inputs.length });
  try {
    return await session.score(data, rows);
  } finally {
    await session.release();
  }
}
const EXPECTED = await scoresOf(VALUES);

async function readScores(): Promise<number[]> {
  const bytes = await readFile(path.join(base, 'scores.f32'));
  return [...new Float32Array(new Uint8Array(bytes).buffer)];
}

const sum = (counts: Iterable<number>) => [...counts].reduce((total, count) => total + count, 0);

test('the file holds the score of every row, in order', async () => {
  const { pass } = await scoreAll(bundle, keepRows([makeBatch(VALUES)]), { dir: base });
  assert.equal(await readScores(), [...EXPECTED]);
  assert.equal([pass.rowsSeen, pass.scored, pass.missingValues], [ROWS, ROWS, 0]);
});

test('counts, bounds and histogram are those of the scores', async () => {
  const { pass, rule } = await scoreAll(bundle, keepRows([makeBatch(VALUES)]), { dir: base });
  const rankCounts = new Float64Array(bundle.calibration.length + 2);
  for (const score of EXPECTED) rankCounts[pValueRank(bundle.calibration, score)]++;
  assert.equal(pass.rankCounts, rankCounts);
  assert.is(pass.atThreshold, EXPECTED.filter((score) => score >= rule.threshold).length);
  assert.ok(pass.atThreshold >= 2);
  assert.equal([pass.min, pass.max], [Math.min(...EXPECTED), Math.max(...EXPECTED)]);
  assert.ok(Math.abs(pass.mean - sum(EXPECTED) / ROWS) < 1e-9);
  const { edges, current, calibration } = pass.histogram;
  assert.equal([edges.length, current.length, calibration.length], [41, 40, 40]);
  assert.equal([sum(current), sum(calibration)], [ROWS, bundle.calibration.length]);
  assert.ok(edges.every((edge, index) => index === 0 || edge > edges[index - 1]));
});

test('the top rows: the highest scores with keys, values and inputs as they were', async () => {
  const { pass } = await scoreAll(bundle, keepRows(cutBatch(VALUES, [50, 100])), { dir: base, top: 4 });
  const order = [...EXPECTED.keys()].sort((a, b) => EXPECTED[b] - EXPECTED[a] || a - b).slice(0, 4);
  assert.equal(
    pass.top.map(({ row, score, rank }) => ({ row, score, rank })),
    order.map((row) => ({ row, score: EXPECTED[row], rank: pValueRank(bundle.calibration, EXPECTED[row]) })),
  );
  const planted = pass.top.find(({ row }) => row === 100);
  assert.equal(planted?.key, { id: 'row "100"' });
  assert.equal(planted?.values, { a: 9, b: 9, c: null });
  assert.equal([...(planted?.inputs ?? [])], [9, 9, NaN]);
});

test('property: where batches end changes nothing', async () => {
  const { pass: whole } = await scoreAll(bundle, keepRows([makeBatch(VALUES)]), { dir: base });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(ROWS), { maxLength: 6 }), async (cuts) => {
      const { mean, ...pass } = (await scoreAll(bundle, keepRows(cutBatch(VALUES, cuts)), { dir: base })).pass;
      const { mean: expectedMean, ...expected } = whole;
      assert.equal(JSON.stringify(pass), JSON.stringify(expected));
      assert.ok(Math.abs(mean - expectedMean) < 1e-12);
      assert.equal(await readScores(), [...EXPECTED]);
    }),
    { seed: 1, numRuns: 12 },
  );
});

test('rows that were set aside are not scored, and the others keep their numbers', async () => {
  const kept = keepRows(cutBatch(VALUES, [60]), (row) => row === 17 || row % 5 === 1);
  const { pass } = await scoreAll(bundle, kept, { dir: base });
  const rows = [...EXPECTED.keys()].filter((row) => row !== 17 && row % 5 !== 1);
  assert.equal(
    await readScores(),
    rows.map((row) => EXPECTED[row]),
  );
  assert.is(pass.top[0].row, 100);
  assert.is(pass.top[0].key.id, 'row "100"');
  assert.not(pass.top.some(({ row }) => row === 17));
});

test('reject: rows with a missing input have no score, and count as such', async () => {
  const rejecting: Bundle = { ...bundle, card: { ...bundle.card, missing: 'reject' } };
  const { pass } = await scoreAll(rejecting, keepRows(cutBatch(VALUES, [41, 99])), { dir: base });
  assert.equal([pass.rowsSeen, pass.scored, pass.missingValues], [ROWS, ROWS - 2, 2]);
  assert.is(sum(pass.rankCounts), ROWS - 2);
  assert.equal(
    await readScores(),
    [...EXPECTED].map((score, row) => (row === 40 || row === 100 ? NaN : score)),
  );
  assert.is(pass.top[0].row, 17);
});

test('a model whose low scores are anomalous is turned round', async () => {
  const turned: Bundle = {
    ...bundle,
    card: { ...bundle.card, orientation: 'lower' },
    calibration: bundle.calibration.map((score) => -score).reverse(),
  };
  const { pass } = await scoreAll(turned, keepRows([makeBatch(VALUES)]), { dir: base });
  assert.equal(
    await readScores(),
    [...EXPECTED].map((score) => -score),
  );
  assert.is(pass.top[0].score, -Math.min(...EXPECTED));
});

test('no rows', async () => {
  const empty = makeBatch(Object.fromEntries(Object.keys(VALUES).map((heading) => [heading, []])));
  const { pass, written } = await scoreAll(bundle, keepRows([empty]), { dir: base });
  assert.equal([pass.rowsSeen, pass.scored, pass.mean, pass.top.length], [0, 0, 0, 0]);
  assert.equal(written, { rows: 0, anomalies: 0 });
});

test('a calibration of nearly equal scores still has a histogram that counts all rows', async () => {
  const flat: Bundle = { ...bundle, calibration: Float32Array.of(0.5, 0.5 + 2 ** -24, 0.5 + 2 ** -23) };
  const { edges, current, calibration } = (await scoreAll(flat, keepRows([makeBatch(VALUES)]), { dir: base })).pass.histogram;
  assert.ok(edges.every((edge, index) => index === 0 || edge > edges[index - 1]));
  assert.equal([sum(current), sum(calibration)], [ROWS, 3]);
});

test.run();
