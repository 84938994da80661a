import { copyFileSync, existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runOads, scratchDir } from '../support/cli.ts';
import { runShell } from '../support/shell.ts';
import { makeShipments, makeSmallPipeline, type SmallPipeline } from '../support/small-pipeline.ts';

const test = suite('cli/chaining');
let scratch: Awaited<ReturnType<typeof scratchDir>>;
let pipeline: SmallPipeline;

/** More than a batch, so that a stream has several. */
const ROWS = 70_000;

test.before(async () => {
  scratch = await scratchDir();
  pipeline = await makeSmallPipeline(scratch.dir);
  const rows = makeShipments(ROWS, 51, 10_000);
  rows[5].weight = -4; // set aside
  rows[9].hours = ''; // missing
  rows[66_000].weight = -3;
  rows[69_000].hours = 400;
  pipeline.writeBatch('large.csv', rows);
  pipeline.reconfigure('large.yaml', (yaml) => yaml.replace('batch.csv', 'large.csv'));
  pipeline.reconfigure('refusing.yaml', (yaml) => yaml.replace('[air, sea, road]', '[air, sea]'));
});
test.after(() => scratch.remove());

const at = (name: string) => path.join(scratch.dir, name);
/** A stage without a pipe; its stdin is /dev/null. */
const run = (line: string) => runOads(line.split(' '), { cwd: scratch.dir });
const shell = (script: string, env?: Record<string, string>) => runShell(script, scratch.dir, env);

test('load | check --pass | drift --pass | score gives the rows of score on the file, byte for byte, whatever was set aside', async () => {
  const chain = `oads load -c large.yaml -o - | oads check - -c large.yaml --pass | oads drift - -c large.yaml --pass |
    oads score - -c large.yaml -o - --format csv > chained.csv; echo "codes \${PIPESTATUS[*]}"`;
  const { stdout, stderr } = await shell(chain);
  assert.is(stdout, 'codes 0 0 0 0\n', stderr);
  assert.match(stderr, /^70,000 rows from primary to stdout, digest [0-9a-f]{16}$/m);
  assert.match(stderr, /^quality warn: .*; 70,000 rows, 2 set aside$/m);
  assert.match(stderr, /^drift none: .*; 69,998 rows$/m);
  assert.match(stderr, /^69,998 rows scored, trust rank-only: /m);
  const file = await runOads(['score', at('large.csv'), '-c', at('large.yaml'), '-o', at('whole.csv')]);
  assert.is(file.code, 0, file.stderr);
  assert.ok(readFileSync(at('chained.csv')).equals(readFileSync(at('whole.csv'))));
});

test('a stream and a spool give the same scores, and the same bytes again, in every format', async () => {
  const { stdout, stderr } = await shell(`set -e
    oads score - -c large.yaml -o - --format csv -q < large.csv > streamed.csv
    oads score - -c large.yaml -o - --format csv -q --spool < large.csv | cmp - streamed.csv
    for format in arrow ndjson parquet; do
      oads load -c oads.yaml -o - --format $format -q > one
      oads check - -c oads.yaml --json < one | grep run_id
    done
    oads load -c oads.yaml -o - --format parquet -q | cmp - one`);
  assert.is(stderr, '');
  const file = await run('check batch.csv -c oads.yaml --json');
  const ids = `${stdout}${file.stdout.match(/^.*run_id.*$/m)}`.match(/[0-9a-f]{16}/g) ?? [];
  assert.equal(ids, Array(4).fill(ids[0]), 'the batch is the same, whatever carried it');
});

test('refused rows do not go out, and the stage behind says that none came', async () => {
  const { stdout, stderr } = await shell(
    'oads check batch.csv -c refusing.yaml --pass | tee rows | oads score - -c refusing.yaml; echo "codes ${PIPESTATUS[*]}"',
  );
  assert.is(stdout, 'codes 1 0 3\n');
  assert.is(readFileSync(at('rows'), 'utf8'), '');
  assert.match(stderr, /^FAIL\s+modes /m);
  assert.match(stderr, /^error\[OADS_SOURCE_EMPTY\]: stdin: expected rows, got nothing$/m);
  assert.not.match(stderr, /^\s+at /m);

  pipeline.writeBatch(
    'shifted.csv',
    makeShipments(1000, 5).map((row) => ({ ...row, hours: Number(row.hours) + 20 })),
  );
  pipeline.reconfigure('blocking.yaml', (yaml) => `${yaml}gate: {drift: block}\n`);
  const blocked = await run('drift shifted.csv -c blocking.yaml --pass');
  assert.equal([blocked.code, blocked.stdout], [1, '']);
  const warned = await run('drift shifted.csv -c oads.yaml --pass');
  assert.equal([warned.code, warned.stdout.length > 10], [0, true], 'a gate that only warns lets them pass');
});

test('set -e and && do the right thing', async () => {
  const script = (config: string) =>
    `set -eo pipefail; oads check batch.csv -c ${config} > report && oads score batch.csv -c ${config} > scores; echo end`;
  const passed = await shell(script('oads.yaml'));
  assert.equal([passed.stdout, existsSync(at('scores'))], ['end\n', true]);
  const refused = await shell(`rm scores; ${script('refusing.yaml')}`);
  assert.equal([refused.stdout, existsSync(at('scores'))], ['end\n', false], 'set -e leaves a list with && to itself');
  const piped = await shell(
    'set -eo pipefail; oads check batch.csv -c refusing.yaml --pass 2> report | oads score - -c oads.yaml 2> error; echo end',
  );
  assert.equal([piped.code, piped.stdout], [3, '']);
});

test('head -1 ends streamed rows with 0; a verdict keeps its code', async () => {
  const { stdout, stderr } = await shell(`
    oads load -c large.yaml -o - --format csv | head -1; echo "\${PIPESTATUS[*]}"
    oads score large.csv -c large.yaml -o - --format csv | head -1; echo "\${PIPESTATUS[*]}"
    oads check large.csv -c large.yaml --pass --format csv 2> report | head -1; echo "\${PIPESTATUS[*]}"
    oads check batch.csv -c refusing.yaml | true; echo "\${PIPESTATUS[*]}"`);
  assert.is(stderr, '', 'whoever closes a pipe has what it wanted');
  const rows = 'id,shipped,weight,hours,mode\n0 0\n';
  assert.is(stdout, `${rows}id,score,p_value,q_value,is_anomaly,reasons\n0 0\n${rows}1 0\n`);
});

test('stdout that is full is one error with 3; one that is closed is as /dev/null', async () => {
  if (!existsSync('/dev/full')) return;
  for (const command of ['load -c oads.yaml -o - --format parquet', 'score batch.csv -c oads.yaml -o -']) {
    const { code, stderr } = await shell(`oads ${command} > /dev/full`);
    assert.is(code, 3, stderr);
    assert.match(stderr, /^error\[OADS_STORE_FULL\]: stdout could not be written: .*ENOSPC.*\n {2}hint: .*\n$/, command);
  }
  assert.equal(await shell('oads load -c oads.yaml -q -o - >&-'), { code: 0, stdout: '', stderr: '' });
});

test('a stream that was cut is refused, whatever stopped it', async () => {
  await shell('oads load -c oads.yaml -q -o - > whole.arrow');
  copyFileSync(at('whole.arrow'), at('cut.arrow'));
  truncateSync(at('cut.arrow'), readFileSync(at('whole.arrow')).length - 8);
  for (const stage of ['drift', 'score']) {
    const { code, stderr } = await shell(`oads ${stage} - -c oads.yaml < cut.arrow`);
    assert.is(code, 3, stderr);
    assert.match(stderr, /^error\[OADS_SOURCE_FORMAT\]: stdin: expected an Arrow IPC stream, got a stream that ends before its end mark$/m);
    assert.match(stderr, /hint: the stage before stopped half-way: look at what it said$/m);
  }
});

test('a source that breaks after rows went out is no case for a fallback: exit 3, and the next stage refuses', async () => {
  writeFileSync(at('broken.csv'), `${readFileSync(at('large.csv'), 'utf8')}99999999,2026-01-01T00:00:00Z,1\n`);
  const fallback = (yaml: string) => `${yaml}fallback: {file: {path: batch.csv}}\n`;
  pipeline.reconfigure('broken.yaml', (yaml) => fallback(yaml.replace('batch.csv', 'broken.csv')));
  const { stdout, stderr } = await shell(
    'oads load -c broken.yaml -o - | oads score - -c broken.yaml > scores; echo "codes ${PIPESTATUS[*]}"',
  );
  assert.is(stdout, 'codes 3 3\n');
  assert.match(
    stderr,
    /error\[OADS_SOURCE_FORMAT\]: .*expected 5 cells.*got 3 \(65,536 rows had gone out already: no fallback may take over\)$/m,
  );
  assert.match(stderr, /error\[OADS_SOURCE_FORMAT\]: stdin: .*a stream that ends before its end mark$/m);

  pipeline.reconfigure('gone.yaml', (yaml) => fallback(yaml.replace('batch.csv', 'gone.csv')));
  const before = await shell('oads load -c gone.yaml -o - --format csv | wc -l; echo "codes ${PIPESTATUS[*]}"');
  assert.is(before.stdout, '1001\ncodes 0 0\n');
  assert.match(before.stderr, /^warning: file is not available .*; reading .*batch\.csv instead/m);
  assert.match(before.stderr, /^1,000 rows from file to stdout/m);
});

test('what cannot be is said before a row is read', async () => {
  pipeline.reconfigure('fdr.yaml', (yaml) => yaml.replace('model: {path: model}', 'model: {path: model, rule: fdr}'));
  const cases: [string, RegExp][] = [
    ['check - -c -', /OADS_USAGE_STDIN\]: expected stdin to be read once, got it for --config and FILE/],
    ['fit -c oads.yaml -r - --onnx /dev/stdin', /OADS_USAGE_STDIN\]: expected stdin to be read once, got it for --reference and --onnx/],
    ['check batch.csv -c oads.yaml -o -', /OADS_USAGE_OUTPUT\]: expected -o to name a file for the snapshot, got -/],
    ['score batch.csv -c fdr.yaml -o -', /OADS_USAGE\]: model\.rule: fdr needs the scores of the whole batch/],
    ['score batch.csv -c oads.yaml --spool', /OADS_USAGE\]: expected --spool with -o -/],
    ['load -c oads.yaml --artifacts elsewhere -o elsewhere/p/runs/x.csv', /OADS_USAGE_OUTPUT\]: .*a place within the artifacts/],
  ];
  for (const [args, message] of cases) {
    const { code, stdout, stderr } = await run(args);
    assert.equal([code, stdout], [2, ''], args);
    assert.match(stderr, message, args);
  }
  const onto = await shell('oads score batch.csv -c oads.yaml -o - >> batch.csv');
  assert.is(onto.code, 2);
  assert.match(onto.stderr, /OADS_USAGE_OUTPUT\]: expected another file than the input to write to/);
  const json = await run('check batch.csv -c oads.yaml --pass --json');
  assert.match(json.stdout, /"expected --json or rows on stdout \(--pass\), got both"/);
  assert.is((await shell('oads score - -c fdr.yaml -q -o - --spool --format csv < batch.csv | wc -l')).stdout, '1001\n');
});

test('nothing stays behind in the temporary directory', async () => {
  await shell('mkdir -p tmp; oads load -c large.yaml -o - -q | head -1 > start; oads check - -c oads.yaml < /dev/null', {
    TMPDIR: at('tmp'),
  });
  assert.equal(readdirSync(at('tmp')), []);
});

test.run();
