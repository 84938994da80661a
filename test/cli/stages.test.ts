import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runJson, runOads, scratchDir } from '../support/cli.ts';
import { makeShipments, makeSmallPipeline, type SmallPipeline } from '../support/small-pipeline.ts';

const test = suite('cli/stages');
let scratch: Awaited<ReturnType<typeof scratchDir>>;
let pipeline: SmallPipeline;

test.before(async () => {
  scratch = await scratchDir();
  pipeline = await makeSmallPipeline(scratch.dir);
});
test.after(() => scratch.remove());

const at = (name: string) => path.join(scratch.dir, name);

test('load writes the rows in each format, and each reads back to the same digest', async () => {
  const digests = new Set<string>();
  for (const extension of ['parquet', 'arrow', 'csv', 'ndjson']) {
    const { code, json, stderr } = await runJson<{ rows: number; input_digest: string }>([
      'load',
      '-c',
      pipeline.config,
      '-o',
      at(`out.${extension}`),
    ]);
    assert.is(code, 0, stderr);
    assert.is(json.rows, 1000);
    const again = pipeline.reconfigure(`from-${extension}.yaml`, (yaml) => yaml.replace('batch.csv', `out.${extension}`));
    digests.add((await runJson<{ input_digest: string }>(['load', '-c', again])).json.input_digest);
    digests.add(json.input_digest);
  }
  assert.is(digests.size, 1, 'the digest depends on the rows alone');
});

test('check prints one line a check and passes a clean batch', async () => {
  const { code, stdout } = await runOads(['check', pipeline.batch, '-c', pipeline.config]);
  assert.is(code, 0);
  assert.match(stdout, /^PASS\s+ids\s+1,000 rows, each with its own key\s+expected each id once$/m);
  assert.match(stdout, /^quality pass: 10 passed, 0 warned, 0 failed, 0 could not be computed; 1,000 rows, 0 set aside$/m);
});

test('check fails on bad rows with 1, shows them, says what was expected, and sets aside what a quarantine check refuses', async () => {
  const rows = makeShipments(1000, 3);
  rows[10].mode = 'mule';
  rows[20].weight = -5;
  rows[30].id = 29;
  rows[40].hours = 'soon';
  const file = pipeline.writeBatch('bad.csv', rows);
  const { code, json } = await runJson<{
    flag: string;
    rows: object;
    checks: { id: string; status: string; observed: string; samples: { row: number }[] }[];
  }>(['check', file, '-c', pipeline.config]);
  assert.is(code, 1);
  assert.is(json.flag, 'fail');
  assert.equal(json.rows, { in: 1000, kept: 999, quarantined: 1 });
  const found = Object.fromEntries(
    json.checks.filter(({ status }) => status !== 'pass').map(({ id, status, samples }) => [id, [status, samples[0]?.row]]),
  );
  assert.equal(found, { 'contract-hours': ['fail', 40], ids: ['fail', 29], modes: ['fail', 10], 'weight-possible': ['warn', 20] });

  const { stdout } = await runOads(['check', file, '-c', pipeline.config]);
  assert.match(stdout, /^FAIL modes: .*; expected /m);
});

test('warnings exit 0, and 1 with --strict', async () => {
  const rows = makeShipments(1000, 4).map((row, index) => (index % 5 === 0 ? { ...row, weight: '' } : row));
  const file = pipeline.writeBatch('nulls.csv', rows);
  assert.is((await runOads(['check', file, '-c', pipeline.config])).code, 0);
  assert.is((await runOads(['check', file, '-c', pipeline.config, '--strict'])).code, 1);
});

test('drift finds nothing in a clean batch and the moved feature in a shifted one', async () => {
  const clean = await runJson<{ verdict: string; tested: number }>(['drift', pipeline.batch, '-c', pipeline.config]);
  assert.is(clean.code, 0);
  assert.equal([clean.json.verdict, clean.json.tested], ['none', 3]);

  const shifted = makeShipments(1000, 5).map((row) => ({ ...row, hours: Number(row.hours) + 20 }));
  const file = pipeline.writeBatch('shifted.csv', shifted);
  const warned = await runJson<{ verdict: string; drifted: string[] }>(['drift', file, '-c', pipeline.config]);
  assert.equal([warned.code, warned.json.verdict, warned.json.drifted], [0, 'severe', ['hours']], 'the gate only warns by default');
  const blocking = pipeline.reconfigure('blocking.yaml', (yaml) => `${yaml}gate: {drift: block}\n`);
  assert.is((await runOads(['drift', file, '-c', blocking])).code, 1);
});

test('score ranks the planted row first, gives its reason, and claims no p-values on its own', async () => {
  const rows = makeShipments(1000, 6);
  rows[500].hours = 400;
  rows[500].weight = 9000;
  const file = pipeline.writeBatch('planted.csv', rows);
  const { code, json } = await runJson<{
    trust: string;
    scored: number;
    top: { row: number; key: { id: number }; p_value: null; reasons: { feature: string; direction: string }[] }[];
  }>(['score', file, '-c', pipeline.config, '-o', at('scores.csv')]);
  assert.is(code, 0);
  assert.equal([json.trust, json.scored], ['rank-only', 1000]);
  const [first] = json.top;
  assert.equal([first.row, first.key.id, first.p_value], [500, 500, null]);
  assert.equal(first.reasons.map(({ feature, direction }) => `${feature} ${direction}`).sort(), ['hours high', 'weight high']);
  const lines = readFileSync(at('scores.csv'), 'utf8').trimEnd().split('\n');
  assert.is(lines.length, 1001);
  assert.match(lines[501], /^500,0\.\d+,,,true,.*hours 400: above/);
});

test('run gates: bad quality is withheld with 1, the results hold their header only, last_good stays', async () => {
  const good = await runJson<{ trust: { level: string }; artifacts: string }>(['run', '-c', pipeline.config]);
  assert.equal([good.code, good.json.trust.level], [0, 'certified']);
  const rows = makeShipments(1000, 7);
  rows[0].mode = 'mule';
  pipeline.writeBatch('bad2.csv', rows);
  const config = pipeline.reconfigure('bad2.yaml', (yaml) => yaml.replace('batch.csv', 'bad2.csv'));
  const bad = await runJson<{ trust: { level: string; reasons: { code: string }[] }; artifacts: string }>(['run', '-c', config]);
  assert.equal([bad.code, bad.json.trust.level, bad.json.trust.reasons[0].code], [1, 'withheld', 'quality_failed']);
  assert.is(readFileSync(path.join(bad.json.artifacts, 'anomaly_results.csv'), 'utf8'), 'id,score,p_value,q_value,is_anomaly,reasons\n');
  const link = (name: string) => JSON.parse(readFileSync(path.join(pipeline.artifacts, 'shipments', name, 'manifest.json'), 'utf8')).run_id;
  assert.is(link('latest'), path.basename(bad.json.artifacts));
  assert.is(link('last_good'), path.basename(good.json.artifacts));

  const warn = pipeline.reconfigure('warn.yaml', (yaml) => `${yaml.replace('batch.csv', 'bad2.csv')}gate: {quality: warn}\n`);
  const scored = await runJson<{ trust: { level: string } }>(['run', '-c', warn]);
  assert.equal([scored.code, scored.json.trust.level], [0, 'rank-only']);
});

test('rows of the future, or set aside, do not make stale fallback rows look fresh', async () => {
  const rows = makeShipments(500, 61, 10_000);
  rows[0] = { ...rows[0], shipped: '2026-10-31T23:00:00Z', weight: -5 };
  pipeline.writeBatch('stale.csv', rows);
  const config = pipeline.reconfigure(
    'stale.yaml',
    (yaml) =>
      `${yaml
        .replace('path: batch.csv', 'path: gone.csv')
        .replace(/.*id: fresh.*\n/, '')
        .replace(
          'checks:',
          'checks:\n  - {id: old, check: freshness, column: shipped, max_age: 3650d}',
        )}fallback: {last_good: false, file: {path: stale.csv}, max_age: 2d}\n`,
  );
  const { code, json, stderr } = await runJson<{ trust: { level: string; reasons: { code: string }[]; data: { max_event_time: string } } }>(
    ['run', '-c', config],
  );
  assert.is(code, 0, stderr);
  assert.is(json.trust.level, 'rank-only');
  assert.ok(json.trust.reasons.some((reason) => reason.code === 'fallback_stale'));
  assert.match(json.trust.data.max_event_time, /^2026-01-/);
});

test('rows that the model was fitted on are not certified, nor are rows of their period', async () => {
  const levels: Record<string, string[]> = {};
  for (const [name, file] of [
    ['same', 'reference.csv'],
    ['within', pipeline.writeBatch('within.csv', makeShipments(1000, 71))],
    ['before', pipeline.writeBatch('before.csv', makeShipments(1000, 72, -5000))],
  ]) {
    const config = pipeline.reconfigure(`${name}.yaml`, (yaml) => yaml.replace('path: batch.csv', `path: ${path.basename(file)}`));
    const { json } = await runJson<{ trust: { level: string; reasons: { code: string }[] } }>(['run', '-c', config]);
    levels[name] = [json.trust.level, ...json.trust.reasons.map((reason) => reason.code)];
  }
  assert.equal(levels, { same: ['rank-only', 'training_rows'], within: ['qualified', 'training_period'], before: ['certified'] });
});

test('a key column that is not there withholds the run; one of the results own columns is refused', async () => {
  const missing = pipeline.reconfigure('key.yaml', (yaml) =>
    yaml.replace('key: [id]', 'key: [nope]').replace(/contract:[^]*?checks:/, 'checks:'),
  );
  const { code, json } = await runJson<{ trust: { reasons: { code: string; evidence: string }[] } }>(['run', '-c', missing]);
  assert.is(code, 1);
  assert.match(json.trust.reasons.find((reason) => reason.code === 'contract_broken')?.evidence ?? '', /key column "nope" is missing/);
  const reserved = pipeline.reconfigure('score.yaml', (yaml) =>
    yaml.replace('key: [id]', 'key: [id, score]').replace(/contract:[^]*?checks:/, 'checks:'),
  );
  const refused = await runOads(['run', '-c', reserved]);
  assert.is(refused.code, 2);
  assert.match(refused.stderr, /score\.yaml:4:\d+ key\[1\]: expected a column of its own, got "score"/);
});

test('a missing column is withheld with 1; a damaged bundle is withheld with 4', async () => {
  const rows = makeShipments(200, 8);
  pipeline.writeBatch('short.csv', rows);
  const config = pipeline.reconfigure('short.yaml', (yaml) => yaml.replace('batch.csv', 'narrow.csv'));
  const narrow = readFileSync(at('short.csv'), 'utf8')
    .split('\n')
    .map((line) => line.split(',').slice(0, 3).join(','));
  const { writeFileSync, cpSync } = await import('node:fs');
  writeFileSync(at('narrow.csv'), narrow.join('\n'));
  const broken = await runJson<{ trust: { reasons: { code: string }[] } }>(['run', '-c', config]);
  assert.is(broken.code, 1);
  assert.ok(broken.json.trust.reasons.some(({ code }) => code === 'contract_broken'));

  cpSync(at('model'), at('damaged'), { recursive: true });
  const model = readFileSync(at('damaged/model.onnx'));
  model[model.length >> 1] ^= 1;
  writeFileSync(at('damaged/model.onnx'), model);
  const damaged = pipeline.reconfigure('damaged.yaml', (yaml) => yaml.replace('path: model}', 'path: damaged}'));
  const refused = await runOads(['run', '-c', damaged]);
  assert.is(refused.code, 4);
  assert.match(refused.stderr, /^error\[OADS_MODEL_CHECKSUM\]: .*model\.onnx was altered/m);
  assert.match(refused.stdout, /^trust level\s+withheld$/m);
  assert.is((await runOads(['score', pipeline.batch, '-c', damaged])).code, 4);
});

test('fit gives the same bytes again, and refuses a reference that fails its checks', async () => {
  const again = await runOads(['fit', '-c', pipeline.config, '--reference', pipeline.reference, '-o', at('model2')]);
  assert.is(again.code, 0, again.stderr);
  for (const name of ['bundle.json', 'model.onnx', 'reference.json', 'calibration.f32']) {
    assert.ok(readFileSync(at(`model/${name}`)).equals(readFileSync(at(`model2/${name}`))), name);
  }
  const rows = makeShipments(500, 9);
  rows[3].mode = 'mule';
  const refused = await runOads([
    'fit',
    '-c',
    pipeline.config,
    '--reference',
    pipeline.writeBatch('bad-reference.csv', rows),
    '-o',
    at('model3'),
  ]);
  assert.is(refused.code, 3);
  assert.match(refused.stderr, /error\[OADS_FIT_QUALITY\].*modes/);
  assert.not.ok(existsSync(at('model3')));
});

test('a forced fit warns of what failed, its card says so, and its digest is its own', async () => {
  const rows = makeShipments(5000, 1);
  rows[3].mode = 'mule';
  const reference = pipeline.writeBatch('forced-reference.csv', rows);
  const fit = (dir: string, config: string, ...flags: string[]) =>
    runOads(['fit', '-c', config, '--reference', reference, '-o', at(dir), ...flags]);
  const allowed = pipeline.reconfigure('allowed.yaml', (yaml) => yaml.replace('[air, sea, road]', '[air, sea, road, mule]'));
  assert.is((await fit('sound', allowed, '--force')).code, 0);
  const forced = await fit('forced', pipeline.config, '--force');
  assert.is(forced.code, 0, forced.stderr);
  assert.match(
    forced.stderr,
    /^warning: the reference failed its checks, fitted all the same \(--force\): modes: not so in 1 row of 5,000/m,
  );
  assert.match(forced.stdout, /^note: fitted with --force: the reference failed modes$/m);
  const cardOf = (dir: string) => JSON.parse(readFileSync(at(`${dir}/bundle.json`), 'utf8'));
  const [sound, marked] = [cardOf('sound'), cardOf('forced')];
  assert.is(sound.training.remarks, undefined, 'nothing was forced');
  assert.equal(marked.training.remarks, ['fitted with --force: the reference failed modes']);
  assert.equal(
    { ...marked, seal: sound.seal, training: { ...marked.training, remarks: undefined } },
    { ...sound, training: { ...sound.training, remarks: undefined } },
  );
});

test('a reference that is only too old is told of --as-of first; one without its columns not of --force', async () => {
  const fit = (...flags: string[]) => runOads(['fit', '-c', pipeline.config, '--reference', pipeline.reference, '-o', at('old'), ...flags]);
  const old = await fit('--as-of', '2028-01-01T00:00:00Z');
  assert.is(old.code, 3);
  assert.match(old.stderr, /hint: a reference may be old: --as-of TIME .*; --force fits all the same$/m);
  const forced = [await fit('--as-of', '2028-01-01T00:00:00Z', '--force'), await fit('--as-of', '2029-01-01T00:00:00Z', '--force')];
  assert.equal(
    forced.map(({ code }) => code),
    [0, 0],
  );
  const [first, second] = forced.map(({ stdout }) => /digest (\w+)/.exec(stdout)?.[1]);
  assert.is(first, second, 'the card holds no time of day');
  const broken = pipeline.reconfigure('broken.yaml', (yaml) =>
    yaml.replace('mode: {type: text}', 'mode: {type: text}\n    absent: {type: text}'),
  );
  const refused = await runOads(['fit', '-c', broken, '--reference', pipeline.reference, '-o', at('old'), '--force']);
  assert.is(refused.code, 3);
  assert.match(refused.stderr, /hint: mend the reference or the contract/);
});

test('fit --detector and --reference-is go before the config, and the card says so', async () => {
  const flags = ['--detector', 'ensemble', '--reference-is', 'unknown'];
  const fitted = await runOads(['fit', '-c', pipeline.config, '--reference', pipeline.reference, '-o', at('model4'), ...flags, '--json']);
  assert.is(fitted.code, 0, fitted.stderr);
  const { training } = JSON.parse(readFileSync(at('model4/bundle.json'), 'utf8'));
  assert.equal([training.detector, training.reference_is, training.parameters.neighbours], ['ensemble', 'unknown', 5]);
  assert.ok(Math.abs(training.trimming.share - 0.2) < 0.01);
  assert.equal(JSON.parse(fitted.stdout).training, training);
  const shown = await runOads(['fit', '-c', pipeline.config, '--reference', pipeline.reference, '-o', at('model4'), '--detector', 'knn']);
  assert.match(shown.stdout, /knn, reference clean \(neighbours 1, neighbour_rows \d+, seed 7\)/);
  assert.not.match(shown.stdout, /left out of the training/);
  const wrong = await runOads(['fit', '-c', pipeline.config, '--detector', 'lof']);
  assert.is(wrong.code, 2);
});

test.run();
