import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeLabels, type Label } from '../../../../../src/core/artifacts/acknowledge/labels.ts';
import { loadConfig } from '../../../../../src/core/config/load-config.ts';
import { loadPolars } from '../../../../../src/core/frame/polars.ts';
import { loadRows } from '../../../../../src/core/load/load-rows.ts';
import { openBundle } from '../../../../../src/core/model/bundle.ts';
import { silentEffects } from '../../../../../src/core/pipeline/effects.ts';
import { compareBundles, planComparison } from '../../../../../src/core/pipeline/fit/compare-bundles.ts';
import { fitFromRows } from '../../../../../src/core/pipeline/fit/fit-from-rows.ts';
import { matchLabels } from '../../../../../src/core/pipeline/fit/labels/match-labels.ts';
import { type LabelSet, readLabels } from '../../../../../src/core/pipeline/fit/labels/read-labels.ts';
import { RowIntake } from '../../../../../src/core/pipeline/intake.ts';
import { makePlan, type Plan } from '../../../../../src/core/pipeline/plan.ts';
import { createRegistry, optionSchemas } from '../../../../../src/core/pipeline/registry.ts';
import { configuredSources } from '../../../../../src/core/pipeline/sources.ts';
import { makeShipments, writeShipments } from '../../../../support/small-pipeline.ts';

const test = suite('pipeline/fit/labels');
const NOW = new Date('2026-03-01T00:00:00Z');
const YAML = `version: 1
pipeline: shipments
source: {loader: file, options: {path: reference.csv}}
key: [id]
contract: {columns: {id: {type: integer}, weight: {type: number}, hours: {type: number}, mode: {type: text}}}
checks: [{id: possible, check: range, column: weight, min: 0, max: 100000, severity: quarantine}]
features: [{name: weight, column: weight, transform: log1p}, {name: hours, column: hours}]
segments: [mode]
model: {path: model}
fit: {detector: iforest, reference_is: clean, trees: 30, sample_size: 128, seed: 7, calibration_rows: 400, false_alarm_rate: 0.02}
`;
/** Late by weeks; every tenth of the first hundred. */
const LATE = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90];
let dir: string;
let plan: Plan;
let intake: RowIntake;
let fits = 0;

test.before(async () => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'oads-labels-'));
  const rows = makeShipments(1500, 1);
  for (const row of LATE) rows[row].hours = 700 + row;
  rows[5].weight = -1; // set aside by the check
  writeShipments(path.join(dir, 'reference.csv'), rows);
  writeFileSync(path.join(dir, 'oads.yaml'), YAML);
  await loadPolars();
  const registry = createRegistry();
  plan = await makePlan(loadConfig(path.join(dir, 'oads.yaml'), {}, optionSchemas(registry)), registry, { asOf: NOW, now: NOW });
  const open = async () => new RowIntake(plan, silentEffects, path.join(dir, 'spool'));
  ({ intake } = await loadRows(configuredSources(plan, silentEffects), open, () => {}));
  await intake.close();
});
test.after(() => rmSync(dir, { recursive: true, force: true }));

const labelOf = (id: number, verdict: Label['verdict']): Label => ({
  key: { id },
  verdict,
  time: '2026-02-01T00:00:00.000Z',
  note: null,
  by: null,
  run_id: '0123456789abcdef',
});
async function labels(text: string, key: readonly string[] = ['id']): Promise<LabelSet> {
  const file = path.join(dir, 'labels.csv');
  writeFileSync(file, text);
  return readLabels(file, key);
}
async function fit(given?: LabelSet) {
  const warnings: string[] = [];
  const output = path.join(dir, `bundle-${fits++}`);
  const effects = { ...silentEffects, warn: (message: string) => void warnings.push(message) };
  return { ...(await fitFromRows(plan, intake, { output, force: false, version: '0.0.0', labels: given, effects })), output, warnings };
}
const largest = (output: string) =>
  (JSON.parse(readFileSync(path.join(output, 'reference.json'), 'utf8')) as { features: { feature: string; max: number }[] }).features.find(
    ({ feature }) => feature === 'hours',
  );

test('confirmed anomalies are in no part of the bundle, false alarms stay, and the card names the labels', async () => {
  const confirmed = LATE.map((id) => labelOf(id, 'confirmed'));
  const falseAlarms = [1, 2, 3, 4, 6, 7].map((id) => labelOf(id, 'false_alarm'));
  const set = await labels(encodeLabels([...confirmed, ...falseAlarms, labelOf(5, 'confirmed'), labelOf(9999, 'confirmed')], 'csv'));
  const [without, with_] = [await fit(), await fit(set)];
  assert.is(without.card.training.rows, 1499);
  assert.is(without.labels, undefined);
  assert.is(with_.card.training.rows, 1489);
  assert.equal(with_.card.training.labels, { sha256: set.sha256, left_out: 10, false_alarms: 6 });
  assert.match(JSON.stringify(largest(without.output)), '79'); // 790 hours
  assert.not.match(JSON.stringify(largest(with_.output)), /7[0-9]0/);
  assert.equal(with_.warnings, ['labels.csv: 2 of 18 labels name no row of the reference that passed quality: they change nothing']);
  assert.equal([with_.labels?.recall?.n, with_.labels?.unmatched], [10, 2]);
  assert.ok(Number(with_.labels?.recall?.count) > 0, 'rows far beyond all of the training are flagged');
  assert.is(with_.labels?.flagged_again?.n, 6);
  assert.is(JSON.parse(readFileSync(path.join(with_.output, 'groups.json'), 'utf8')).rows, 1489);
});

test('the same labels give the same bytes; the format of the file is in the digest alone', async () => {
  const given = LATE.map((id) => labelOf(id, 'confirmed'));
  const csv = await labels(encodeLabels(given, 'csv'));
  const [first, second] = [await fit(csv), await fit(csv)];
  assert.is(first.digest, second.digest);
  const ndjson = await labels(encodeLabels(given, 'ndjson'));
  assert.equal([...ndjson.verdicts], [...csv.verdicts]);
  const third = await fit(ndjson);
  assert.equal({ ...third.card.training, labels: 0 }, { ...first.card.training, labels: 0 });
  assert.is.not(third.digest, first.digest);
});

test('few labels claim no share, and both bundles of a comparison leave the same rows out', async () => {
  const made = await fit(await labels('id,verdict\n0,confirmed\n1,false_alarm\n'));
  assert.equal([made.labels?.recall, made.labels?.flagged_again, made.labels?.left_out], [null, null, 1]);
  const [old, fresh] = [await openBundle((await fit()).output), await openBundle(made.output)];
  const compared = await compareBundles(planComparison(plan, old), intake, { old, fresh, reference: made.reference, version: '0.0.0' });
  assert.is(compared.scores?.rows, made.card.training.calibration_rows);
});

test('a file of labels is read as people write it, and refused by its line where it cannot be', async () => {
  const texts = await labels('\ufeffverdict,note,id,mode\r\nconfirmed,"two\r\nlines",1,"a,""b"""\r\nfalse_alarm,,2,\'=x\r\n', [
    'id',
    'mode',
  ]);
  assert.equal(
    [...texts.verdicts],
    [
      ['["1","a,\\"b\\""]', 'confirmed'],
      ['["2","\'=x"]', 'false_alarm'],
    ],
  );
  assert.equal(
    [...(await labels('id,verdict\n1,confirmed\n1,false_alarm\n2,confirmed\n2,withdrawn\n')).verdicts],
    [['["1"]', 'false_alarm']],
    'the last line of a key counts',
  );
  assert.is((await labels(encodeLabels([], 'csv'))).verdicts.size, 0);
  assert.is((await labels('')).verdicts.size, 0);
  const refused: [string, RegExp][] = [
    ['flight,verdict\nF0,confirmed\n', /line 1: expected columns id, verdict, got flight, verdict/],
    ['id,verdict\n"1\n2",confirmed\n3,perhaps\n', /line 4: expected a verdict \(confirmed, false_alarm, withdrawn\), got "perhaps"/],
    ['id,verdict\n1\n', /line 2: expected 2 cells, got 1/],
    ['id,verdict,id\n1,confirmed,2\n', /line 1: expected columns of different names, got "id" twice/],
    ['id,verdict,verdict\n1,confirmed,false_alarm\n', /got "verdict" twice/],
    ['id,verdict\n"1,confirmed\n', /expected CSV, got a quote that is never closed/],
    ['{"key":{"flight":1},"verdict":"confirmed"}\n', /line 1: expected an object with a key of id/],
    ['{"key":{"id":1},"verdict":"confirmed"}\nnothing\n', /line 2: expected an object/],
  ];
  for (const [text, expected] of refused) {
    const error = await labels(text).then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    assert.match(String(error?.message), expected);
  }
  const noKey = await labels('id,verdict\n', []).catch((error: Error) => error.message);
  assert.match(String(noKey), /expected a config with a `key`/);
});

test('a number is the same however it is written, a text is not; lines that contradict each other are counted', async () => {
  const match = matchLabels(
    await labels('id,code,verdict\n2732.0,007,confirmed\n1e2,x,confirmed\n5,5,confirmed\n5.0,5,confirmed\n', ['id', 'code']),
  );
  assert.is(match([2732, '007']), '["2732.0","007"]');
  assert.equal([match([2732, '7']), match(['2732', '007']), match([2732, 7])], [undefined, undefined, '["2732.0","007"]']);
  assert.equal([match([100, 'x']), match([5, '5'])], ['["1e2","x"]', '["5","5"]']);
  const set = await labels(
    'id,verdict\n0.0,confirmed\n10.0,confirmed\n1,confirmed\n1,false_alarm\n2,confirmed\n2,withdrawn\n2,false_alarm\n',
  );
  assert.is(set.contradictory, 1);
  const made = await fit(set);
  assert.equal([made.labels?.left_out, made.labels?.unmatched], [2, 0]);
  assert.equal(made.warnings, ['labels.csv: 1 key is confirmed in one line and a false alarm in another: the last line counts']);
});

test.run();
