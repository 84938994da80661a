import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BugError } from '../../../src/core/errors.ts';
import type { Bundle } from '../../../src/core/model/bundle.ts';
import { writeResults } from '../../../src/core/score/write-results.ts';
import { cutBatch, makeBatch, type Value } from '../check/make-batch.ts';
import { makeValues, openSmallBundle } from '../model/small-bundle.ts';
import { parseCsv } from './parse-csv.ts';
import { keepRows, type ScoredRows, type ScoreOptions, scoreAll } from './score-all.ts';

const test = suite('score/write-results');

const { bundle, base, remove } = await openSmallBundle();
test.after(remove);

const ROWS = 200;
const VALUES: Record<string, Value[]> = makeValues(ROWS, 6);
for (let row = 20; row < 60; row++) for (const name of ['a', 'b', 'c']) VALUES[`${name}:number`][row] = 6;
VALUES['b:number'][5] = null;
const BATCHES = keepRows(cutBatch(VALUES, [30, 130]));

async function table(scored: ScoredRows): Promise<Record<string, string>[]> {
  const [names, ...rows] = parseCsv(await readFile(scored.file, 'utf8'));
  return rows.map((fields) => Object.fromEntries(names.map((name, index) => [name, fields[index]])));
}

const score = (options: Partial<ScoreOptions> = {}, batches = BATCHES, of: Bundle = bundle) =>
  scoreAll(of, batches, { dir: base, ...options });

test('one line for every row, in order, with its key, score, p- and q-value', async () => {
  const scored = await score();
  const rows = await table(scored);
  assert.equal(Object.keys(rows[0]), ['id', 'score', 'p_value', 'q_value', 'is_anomaly', 'reasons']);
  assert.equal(
    rows.map(({ id }) => id),
    VALUES['id:text'],
  );
  const n = bundle.calibration.length;
  for (const { score: text, p_value, q_value } of rows) {
    const rank = 1 + bundle.calibration.filter((other) => Math.round(other * 1e7) >= Math.round(Number(text) * 1e7)).length;
    assert.is(Number(p_value), Number((rank / (n + 1)).toPrecision(6)));
    assert.is(Number(q_value), Number(scored.ranks.q[rank].toPrecision(6)));
  }
  assert.equal(scored.written, { rows: ROWS, anomalies: scored.pass.atThreshold });
});

test('q-values never fall while p-values rise', async () => {
  const rows = (await table(await score()))
    .map(({ p_value, q_value }) => ({ p: Number(p_value), q: Number(q_value) }))
    .sort((a, b) => a.p - b.p);
  assert.ok(rows.every(({ q }, index) => index === 0 || q >= rows[index - 1].q));
});

test('is_anomaly says the same as the score against the threshold; only anomalies have reasons', async () => {
  const scored = await score();
  const rows = await table(scored);
  assert.ok(scored.pass.atThreshold >= 40);
  for (const row of rows) {
    assert.is(row.is_anomaly, String(Number(row.score) >= Math.round(scored.rule.threshold * 1e7) / 1e7));
    assert.is(row.reasons !== '', row.is_anomaly === 'true');
  }
  assert.is(rows[130 + 0].reasons !== '', rows[130].is_anomaly === 'true');
  assert.is(rows[25].reasons, 'row 25; b, too');
  assert.is(rows[35].reasons, 'row 5; b, too', 'its number within its batch');
});

test('the fdr rule flags exactly the rows whose q-value is within the target', async () => {
  for (const fdrTarget of [0.01, 0.05, 0.2]) {
    const scored = await score({ rule: { kind: 'fdr', threshold: bundle.card.threshold, fdrTarget } });
    const rows = await table(scored);
    for (const { is_anomaly, q_value } of rows) assert.is(is_anomaly, String(Number(q_value) <= fdrTarget));
    assert.is(scored.written.anomalies, rows.filter(({ is_anomaly }) => is_anomaly === 'true').length);
  }
});

test('claims that are withdrawn leave their fields empty, and nothing else changes', async () => {
  const all = await table(await score());
  const noFdr = await table(await score({ claims: { pValues: true, falseDiscoveryRate: false } }));
  const none = await table(await score({ claims: { pValues: false, falseDiscoveryRate: false } }));
  assert.equal(
    noFdr,
    all.map((row) => ({ ...row, q_value: '' })),
  );
  assert.equal(
    none,
    all.map((row) => ({ ...row, p_value: '', q_value: '' })),
  );
});

test('rows without a score are absent', async () => {
  const rejecting: Bundle = { ...bundle, card: { ...bundle.card, missing: 'reject' } };
  const scored = await score({}, BATCHES, rejecting);
  const ids = (await table(scored)).map(({ id }) => id);
  assert.equal(
    ids,
    VALUES['id:text'].filter((_, row) => row !== 5),
  );
  assert.is(scored.written.rows, ROWS - 1);
});

test('without key columns the number in the source names a row, also after rows that were set aside', async () => {
  const kept = keepRows(cutBatch(VALUES, [30]), (row) => row % 3 === 0);
  const rows = await table(await score({ keyColumns: [] }, kept));
  assert.equal(Object.keys(rows[0])[0], 'row');
  assert.equal(
    rows.map(({ row }) => Number(row)),
    Array.from({ length: ROWS }, (_, row) => row).filter((row) => row % 3 !== 0),
  );
});

test('the same rows give the same bytes, wherever batches end; only the owner may read them', async () => {
  const before = await readFile((await score()).file);
  // Reasons name places within batches here, so they are left out of the comparison.
  const strip = (bytes: Buffer) => bytes.toString('utf8').replaceAll(/true,.*/g, 'true');
  const after = await score({}, keepRows([makeBatch(VALUES)]));
  assert.is(strip(await readFile(after.file)), strip(before));
  assert.equal(await readFile((await score()).file), before);
  assert.is((await stat(after.file)).mode & 0o777, 0o600);
});

test('scores that do not match the rows are our bug', async () => {
  const scoresFile = path.join(base, 'short.f32');
  await writeFile(scoresFile, new Uint8Array(8));
  const work = writeResults(
    (async function* () {
      yield* BATCHES;
    })(),
    {
      file: path.join(base, 'x.csv'),
      scoresFile,
      keyColumns: ['id'],
      calibration: Float32Array.of(0.5),
      isAnomaly: () => false,
      explain: async () => [],
    },
  );
  const error = await work.catch((thrown: unknown) => thrown);
  assert.instance(error, BugError);
  assert.match((error as BugError).message, /expected 120 bytes of scores, got 8/);
});

test.run();
