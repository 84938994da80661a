import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BugError, InterruptedError, ModelError } from '../../../src/core/errors.ts';
import { fitIsolationForest } from '../../../src/core/model/isolation-forest.ts';
import { encodeForest } from '../../../src/core/model/onnx/encode-forest.ts';
import { openScorer, type Scorer, type ScorerOptions } from '../../../src/core/score/scorer.ts';
import { FOREIGN_MODELS } from '../model/foreign-models.ts';
import { makeNormalRows } from '../model/make-rows.ts';

const test = suite('score/scorer');

const ROWS = 1500;
const WIDTH = 4;
const data = makeNormalRows(ROWS, WIDTH, 1);
const modelBytes = encodeForest(fitIsolationForest({ data, rows: ROWS, width: WIDTH, trees: 25, seed: 3 }));
const dyingWorker = new URL('./dying-worker.ts', import.meta.url);

async function withScorer(options: Partial<ScorerOptions>, use: (scorer: Scorer) => Promise<void>): Promise<void> {
  const scorer = await openScorer({ modelBytes, width: WIDTH, workers: 0, ...options });
  try {
    await use(scorer);
  } finally {
    await scorer.close();
  }
}

async function thrownBy(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => assert.unreachable('expected a rejection'),
    (thrown: unknown) => thrown,
  );
}

const cut = (start: number, end: number): Float32Array => data.slice(start * WIDTH, end * WIDTH);

let expected: Float32Array;
test.before(async () => {
  await withScorer({}, async (scorer) => {
    expected = await scorer.score(data.slice(), ROWS);
  });
});

for (const workers of [0, 1, 2]) {
  test(`${workers} workers: a row's score depends neither on its batch nor on the thread`, () =>
    withScorer({ workers }, async (scorer) => {
      const cuts = fc.uniqueArray(fc.integer({ min: 0, max: ROWS }), { maxLength: 12 });
      const check = fc.asyncProperty(cuts, async (inner) => {
        const bounds = [0, ...inner, ROWS].sort((a, b) => a - b);
        const parts = bounds.slice(1).map((end, i) => scorer.score(cut(bounds[i], end), end - bounds[i]));
        const joined = Float32Array.from((await Promise.all(parts)).flatMap((part) => [...part]));
        assert.equal(Buffer.from(joined.buffer), Buffer.from(expected.buffer));
      });
      await fc.assert(check, { numRuns: 15, seed: 1 });
    }));

  test(`${workers} workers: no rows, parts of a buffer, shared memory`, () =>
    withScorer({ workers }, async (scorer) => {
      assert.is((await scorer.score(new Float32Array(0), 0)).length, 0);
      const whole = data.slice();
      assert.equal(await scorer.score(whole.subarray(10 * WIDTH, 20 * WIDTH), 10), expected.slice(10, 20));
      assert.is(whole.length, data.length, 'the rest of the buffer stays with the caller');
      const shared = new Float32Array(new SharedArrayBuffer(8 * WIDTH * 4));
      shared.set(cut(0, 8));
      assert.equal(await scorer.score(shared, 8), expected.slice(0, 8));
    }));

  test(`${workers} workers: what the model refuses rejects that batch alone`, () =>
    withScorer({ workers }, async (scorer) => {
      const bad = cut(0, 5);
      bad[6] = NaN;
      const [refused, scored] = await Promise.allSettled([scorer.score(bad, 5), scorer.score(cut(5, 9), 4)]);
      assert.is(refused.status, 'rejected');
      const error = (refused as PromiseRejectedResult).reason;
      assert.instance(error, ModelError);
      assert.equal([error.code, error.exitCode], ['OADS_MODEL_NAN_INPUT', 4]);
      assert.ok(error.hint);
      assert.equal((scored as PromiseFulfilledResult<Float32Array>).value, expected.slice(5, 9));
      assert.instance(await thrownBy(scorer.score(cut(0, 5), 4)), BugError);
    }));

  test(`${workers} workers: a model that will not load is refused at once`, async () => {
    const broken = await thrownBy(openScorer({ modelBytes: modelBytes.slice(0, 100), width: WIDTH, workers }));
    assert.instance(broken, ModelError);
    assert.is((broken as ModelError).code, 'OADS_MODEL_NOT_ONNX');
    const narrow = await thrownBy(openScorer({ modelBytes, width: 3, workers }));
    assert.is((narrow as ModelError).code, 'OADS_MODEL_WIDTH');
  });

  test(`${workers} workers: the output can be named`, () =>
    withScorer(
      { modelBytes: Buffer.from(FOREIGN_MODELS.labelAndScores, 'base64'), width: 2, outputName: 'scores', workers },
      async (scorer) => {
        assert.equal(await scorer.score(Float32Array.of(1, 2, 3, 4), 2), Float32Array.of(3, 7));
      },
    ));

  test(`${workers} workers: close waits for the work under way, and is final`, async () => {
    const scorer = await openScorer({ modelBytes, width: WIDTH, workers });
    const done: number[] = [];
    const work = [0, 1, 2, 3, 4, 5, 6].map((i) => scorer.score(data.slice(), ROWS).then(() => done.push(i)));
    await scorer.close();
    assert.is(done.length, 7);
    await Promise.all(work);
    await scorer.close();
    assert.instance(await thrownBy(scorer.score(cut(0, 1), 1)), BugError);
  });

  test(`${workers} workers: an abort rejects what is pending and to come`, async () => {
    const controller = new AbortController();
    const scorer = await openScorer({ modelBytes, width: WIDTH, workers, signal: controller.signal });
    const work = Promise.allSettled([0, 1, 2, 3, 4, 5, 6, 7].map(() => scorer.score(data.slice(), ROWS)));
    controller.abort();
    const settled = await work;
    if (workers > 0) assert.ok(settled.every((result) => result.status === 'rejected' && result.reason instanceof InterruptedError));
    assert.instance(await thrownBy(scorer.score(cut(0, 1), 1)), InterruptedError);
    await scorer.close();
    assert.instance(await thrownBy(openScorer({ modelBytes, width: WIDTH, workers, signal: controller.signal })), InterruptedError);
  });
}

test('with workers the matrix moves: a second use is told apart from a wrong size', () =>
  withScorer({ workers: 1 }, async (scorer) => {
    const matrix = cut(0, 5);
    await scorer.score(matrix, 5);
    assert.is(matrix.length, 0);
    assert.match(String(await thrownBy(scorer.score(matrix, 5))), /handed over before/);
  }));

const deaths: [string, Uint8Array, RegExp][] = [
  ['by an exception', Uint8Array.of(1, 0), /out of luck/],
  ['by its exit', Uint8Array.of(0, 0), /exit code 3/],
  ['while the other is busy', new Uint8Array(new SharedArrayBuffer(2)), /exit code 3/],
];
for (const [how, broken, message] of deaths) {
  test(`a thread that dies ${how} rejects everything pending and to come, and close still ends`, async () => {
    const scorer = await openScorer({ modelBytes: broken, width: WIDTH, workers: 2, workerUrl: dyingWorker });
    const settled = await Promise.allSettled([0, 1, 2, 3, 4, 5, 6, 7].map(() => scorer.score(cut(0, 5), 5)));
    for (const result of settled) {
      assert.is(result.status, 'rejected');
      const error = (result as PromiseRejectedResult).reason;
      assert.instance(error, ModelError);
      assert.is(error.code, 'OADS_MODEL_WORKER');
      assert.match(error.message, message);
    }
    assert.is(((await thrownBy(scorer.score(cut(0, 5), 5))) as ModelError).code, 'OADS_MODEL_WORKER');
    await scorer.close();
  });
}

test('worker code that is missing is an error, not a wait', async () => {
  const workerUrl = new URL('./no-such-worker.ts', import.meta.url);
  const error = await thrownBy(openScorer({ modelBytes, width: WIDTH, workers: 2, workerUrl }));
  assert.is((error as ModelError).code, 'OADS_MODEL_WORKER');
});

test.run();
