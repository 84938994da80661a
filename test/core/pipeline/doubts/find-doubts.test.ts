import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadConfig } from '../../../../src/core/config/load-config.ts';
import { loadPolars } from '../../../../src/core/frame/polars.ts';
import { findDoubts } from '../../../../src/core/pipeline/doubts/find-doubts.ts';
import { makePlan } from '../../../../src/core/pipeline/plan.ts';
import { createRegistry, optionSchemas } from '../../../../src/core/pipeline/registry.ts';
import { openSmallBundle } from '../../model/small-bundle.ts';

const test = suite('pipeline/find-doubts');
const BASE = 'version: 1\npipeline: demo\nsource: {loader: file, options: {path: x.csv}}\n';
const dir = mkdtempSync(path.join(tmpdir(), 'oads-doubts-'));
const file = path.join(dir, 'oads.yaml');
const registry = createRegistry();
let small: Awaited<ReturnType<typeof openSmallBundle>>;
test.before(async () => {
  await loadPolars();
  small = await openSmallBundle();
});
test.after(async () => {
  rmSync(dir, { recursive: true });
  await small.remove();
});

/** Line 4 is the first after BASE. */
async function doubtsOf(more: string): Promise<string[]> {
  writeFileSync(file, BASE + more);
  const plan = await makePlan(loadConfig(file, {}, optionSchemas(registry)), registry, { now: new Date(0) });
  return findDoubts(plan).map((doubt) => doubt.replace(`${dir}/`, ''));
}

test('what is usual is no doubt', async () => {
  assert.equal(
    await doubtsOf(`quarantine: {max_share: 0.05}
drift: {psi: {moderate: 0.2, severe: 2}, min_rows: 100}
fallback: {max_age: 30d}
checks:
  - {check: range, column: a, min: 0, tolerance: 0.1, description: 'at least: nothing'}
  - {check: pattern, column: b, pattern: '[a-z]+'}
  - {check: freshness, column: c, max_age: 365d, future_tolerance: 1d}
model: {path: ${small.base}/bundle}
`),
    [],
  );
});

test('limits that hardly anything exceeds, each with its place', async () => {
  assert.equal(await doubtsOf('quarantine: {max_share: 0.9}\n'), [
    'oads.yaml:4:14 quarantine.max_share: 0.9 lets half of the rows and more be set aside before quality fails',
  ]);
  assert.match(
    (await doubtsOf('drift: {scale: {moderate: 2, severe: 4}}\n')).join(),
    /^oads\.yaml:4:9 drift\.scale: hardly any drift reaches 2/,
  );
  assert.match((await doubtsOf('fallback: {max_age: 9000w}\n')).join(), /fallback\.max_age: rows of more than ten years ago/);
  const checks = await doubtsOf(`checks:
  - {check: range, column: a, min: 0, tolerance: 0.6}
  - {check: freshness, column: c, max_age: 9000w, future_tolerance: 400d}
`);
  assert.equal(
    checks.map((doubt) => doubt.split(': ')[0]),
    ['oads.yaml:5:39 checks[0].tolerance', 'oads.yaml:6:35 checks[1].max_age', 'oads.yaml:6:51 checks[1].future_tolerance'],
  );
});

test('a pattern that any text matches, or none', async () => {
  const pattern = (text: string) => doubtsOf(`checks:\n  - {check: pattern, column: b, pattern: '${text}'}\n`);
  assert.match((await pattern('.*')).join(), /checks\[0\]\.pattern: it matches any text$/);
  assert.match((await pattern('.+')).join(), /it matches any text$/);
  assert.match((await pattern('[a-z]*')).join(), /it matches the empty text, too$/);
  assert.match((await pattern('(?:[a-z]{1000}){1000}')).join(), /cannot match the regular expression: it is too large/);
});

test('a length that is bounded is no pattern that any text matches', async () => {
  for (const text of ['[\\s\\S]{1,10}', '[\\s\\S]{0,10}', '.{2,300}'])
    assert.equal(await doubtsOf(`checks:\n  - {check: pattern, column: b, pattern: '${text}'}\n`), []);
  assert.match((await doubtsOf(`checks:\n  - {check: pattern, column: b, pattern: '[\\s\\S]+'}\n`)).join(), /it matches any text$/);
});

test('columns whose names are nearly those of the contract', async () => {
  const contract =
    'contract: {columns: {weight_kg: {type: number}, "shipped at": {type: timestamp}, mode: {type: text}, gate_1: {type: text}}}\n';
  const doubts = await doubtsOf(`${contract}holdout: {column: shipped_at, at: 2001-01-01}
window: {column: Shipped at, length: 1d}
features: [{name: wieght_kg}, {name: w, column: weight_kg}]
checks:
  - {check: range, column: wieght_kg, min: 0}
  - {check: unique_key, columns: [mode, gate_2, shiped at]}
  - {check: freshness, column: shipped at, max_age: 7d}
`);
  assert.equal(
    doubts.map((doubt) => doubt.replace(/^oads\.yaml:(\d+):\d+ (\S+) the contract has no column /, '$1 $2 ')),
    [
      '6 window.column: "Shipped at" (did you mean "shipped at"?): correct it, or list it there',
      '5 holdout.column: "shipped_at" (did you mean "shipped at"?): correct it, or list it there',
      '9 checks[0].column: "wieght_kg" (did you mean "weight_kg"?): correct it, or list it there',
      '10 checks[1].columns[2]: "shiped at" (did you mean "shipped at"?): correct it, or list it there',
      '7 features[0].column: "wieght_kg" (did you mean "weight_kg"?): correct it, or list it there',
    ],
  );
  assert.equal(await doubtsOf('holdout: {column: shipped_at, at: 2001-01-01}\n'), [], 'nothing to compare with');
});

test('a column in the quotes of text', async () => {
  const sql = (text: string) => doubtsOf(`contract: {columns: {mode: {type: text}}}\nchecks: [{check: expression, sql: "${text}"}]\n`);
  assert.equal(await sql("mode <> 'sea'"), []);
  assert.match((await sql("'mode' <> 'sea'")).join(), /checks\[0\]\.sql: 'mode' is a text and not the column, which is mode or "mode"$/);
});

test('a key that slipped into the description above it', async () => {
  const swallowed = 'checks:\n  - check: range\n    column: a\n    min: 0\n    description: >-\n      door to door\n      max: 200\n';
  assert.match((await doubtsOf(swallowed)).join(), /^oads\.yaml:8:5 checks\[0\]\.description: it holds "max:"/);
});

test('a threshold that replaces the calibrated one, and more rows than the reference has', async () => {
  const { card, calibration } = small.bundle;
  const model = (threshold: number) => doubtsOf(`model: {path: ${small.base}/bundle, threshold: ${threshold}}\n`);
  assert.equal(await model(card.threshold), []);
  const [doubt] = await model(9);
  assert.match(doubt, /^oads\.yaml:4:\d+ model\.threshold: 9 replaces the 0\.\d+ of the bundle: it flags 0 of the/);
  assert.match((await model(-9)).join(), `it flags ${calibration.length} of the ${calibration.length} calibration rows`);
  const drift = await doubtsOf(`drift: {min_rows: 100000}\nmodel: {path: ${small.base}/bundle}\n`);
  assert.match(drift.join(), /drift\.min_rows: no feature can be compared: the reference has 800 rows, fewer than 100000$/);
});

test.run();
