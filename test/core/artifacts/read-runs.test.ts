import { appendFile, mkdir, mkdtemp, readFile, rename, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { listPipelines, listRuns, readLastGood, readLatest, readRun } from '../../../src/core/artifacts/read-runs.ts';
import { verifyChain } from '../../../src/core/artifacts/verify-chain.ts';
import { verifyRun } from '../../../src/core/artifacts/verify-run.ts';
import { UsageError } from '../../../src/core/errors.ts';
import type { Manifest } from '../../../src/core/snapshot/manifest.ts';
import { point, writeManifest, writeRun } from '../../support/artifacts.ts';

const test = suite('artifacts/read-runs');
let dir = '';

test.before.each(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'oads-read-runs-'));
});
test.after.each(() => rm(dir, { recursive: true, force: true }));

/** The problems of the pipeline's newest run; fails when it is served as good. */
async function problemsOfLatest(pipeline = 'demo'): Promise<string> {
  const run = await readLatest(dir, pipeline);
  assert.is(run.state, 'damaged');
  return run.state === 'damaged' ? run.problems.join('\n') : '';
}

/** Sets the modification time to a fixed instant, as one who hides an edit would. */
async function hideTime(file: string): Promise<void> {
  await utimes(file, 1_700_000_000, 1_700_000_000);
}

test('reads every trust level back as it was written', async () => {
  for (const level of ['certified', 'qualified', 'rank-only', 'withheld'] as const) {
    const written = await writeRun(dir, { pipeline: level, level });
    const run = await readLatest(dir, level);
    assert.is(run.state, 'ok', JSON.stringify(run).slice(0, 300));
    if (run.state !== 'ok') return;
    assert.is(run.run_id, written.runId);
    assert.equal(run.manifest, written.manifest);
    assert.is(run.manifest_sha256, written.manifestSha256);
    assert.equal(run.system, written.system);
    assert.equal(run.metrics, written.metrics);
    assert.equal(run.quality, written.quality);
    assert.equal(run.drift, written.drift);
  }
  assert.equal(await listPipelines(dir), ['certified', 'qualified', 'rank-only', 'withheld']);
});

test('says no data for a directory, a pipeline or a run that is not there', async () => {
  assert.equal(await listPipelines(path.join(dir, 'missing')), []);
  assert.equal(await readLatest(path.join(dir, 'missing'), 'demo'), { state: 'no_data' });
  await mkdir(path.join(dir, 'demo', 'runs', '.tmp-1'), { recursive: true });
  assert.equal(await readLatest(dir, 'demo'), { state: 'no_data' });
  assert.equal(await readLastGood(dir, 'demo'), { state: 'no_data' });
  assert.equal(await readRun(dir, 'demo', '0123456789abcdef'), { state: 'no_data' });
  assert.equal(await listRuns(dir, 'demo', { limit: 10 }), []);
});

test('does not list what is no pipeline', async () => {
  await writeRun(dir);
  await mkdir(path.join(dir, 'empty'));
  await mkdir(path.join(dir, '.hidden', 'runs'), { recursive: true });
  await mkdir(path.join(dir, 'Upper', 'runs'), { recursive: true });
  await writeFile(path.join(dir, 'readme.md'), '');
  assert.equal(await listPipelines(dir), ['demo']);
});

test('a first run killed before its link was set has not happened; a history without latest is damaged', async () => {
  await writeRun(dir);
  await rm(path.join(dir, 'demo', 'latest'));
  assert.equal(await readLatest(dir, 'demo'), { state: 'no_data' });
  await writeRun(dir, { asOf: '2026-03-02T06:00:00.000Z' });
  await rm(path.join(dir, 'demo', 'latest'));
  assert.match(await problemsOfLatest(), 'latest is missing although there are 2 runs');
});

test('names that could be paths never reach the file system', async () => {
  await writeRun(dir);
  for (const name of ['..', '.', '', '../demo', 'demo/runs', 'demo\0', 'DEMO', '-x', 'a'.repeat(300)]) {
    for (const read of [
      () => readLatest(dir, name),
      () => readLastGood(dir, name),
      () => readRun(dir, name, '0123456789abcdef'),
      () => listRuns(dir, name, { limit: 1 }),
      () => verifyChain(dir, name),
    ]) {
      const error = await read().then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      assert.instance(error, UsageError, JSON.stringify(name));
    }
  }
  for (const id of ['..', '../latest', '0123456789abcde', '0123456789ABCDEF', '0123456789abcdef/', 'latest']) {
    const error = await readRun(dir, 'demo', id).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    assert.instance(error, UsageError, id);
  }
});

test('a link that leads elsewhere is damaged, not followed', async () => {
  const { runDir, runId } = await writeRun(dir);
  const latest = path.join(dir, 'demo', 'latest');
  for (const target of ['/etc', '../other/runs/0123456789abcdef', `${dir}/demo/runs/${runId}`, 'runs/..', 'runs']) {
    await point(latest, target);
    assert.match(await problemsOfLatest(), 'expected runs/<run id>', target);
  }
  await rm(latest);
  await mkdir(latest);
  assert.match(await problemsOfLatest(), 'latest is not a symbolic link');
  await rm(latest, { recursive: true });
  await point(latest, 'runs/0123456789abcdef');
  assert.match(await problemsOfLatest(), 'runs/0123456789abcdef is missing');
  await rename(runDir, path.join(dir, 'elsewhere'));
  await symlink(path.join(dir, 'elsewhere'), runDir);
  await point(latest, `runs/${runId}`);
  assert.match(await problemsOfLatest(), 'is not a directory');
});

test('a changed byte in any file is found, also when it was read before and keeps its size and time', async () => {
  for (const name of [
    'quality_snapshot.json',
    'drift_snapshot.json',
    'inference_metrics.json',
    'system_state.json',
    'anomaly_results.csv',
    'quarantine.parquet',
  ]) {
    const { runDir } = await writeRun(dir, { extraFiles: { 'quarantine.parquet': 'PAR1 2003 PAR1' } });
    const file = path.join(runDir, name);
    await hideTime(file);
    assert.is((await readLatest(dir, 'demo')).state, 'ok');
    const text = await readFile(file, 'utf8');
    const altered = text.replace(/[0-9](?=[^0-9]*$)/, (digit) => String((Number(digit) + 1) % 10));
    assert.is.not(altered, text);
    await writeFile(file, altered);
    await hideTime(file);
    assert.match(await problemsOfLatest(), new RegExp(`${name.replace('.', '\\.')} has sha256 [0-9a-f]{12}…, the manifest says`));
  }
});

test('a cut, grown, missing or replaced file is found', async () => {
  const file = (runDir: string) => path.join(runDir, 'anomaly_results.csv');
  const cases: [string, (runDir: string) => Promise<unknown>][] = [
    ['bytes, the manifest says', (runDir) => truncate(file(runDir), 10)],
    ['bytes, the manifest says', (runDir) => appendFile(file(runDir), 'more\n')],
    ['is missing', (runDir) => rm(file(runDir))],
    ['is not a regular file', (runDir) => rm(file(runDir)).then(() => mkdir(file(runDir)))],
    [
      'is not a regular file',
      (runDir) => rename(file(runDir), path.join(dir, 'away.csv')).then(() => symlink(path.join(dir, 'away.csv'), file(runDir))),
    ],
  ];
  for (const [expected, damage] of cases) {
    const { runDir } = await writeRun(dir);
    await damage(runDir);
    assert.match(await problemsOfLatest(), `anomaly_results.csv`);
    assert.match(await problemsOfLatest(), expected);
    await rm(runDir, { recursive: true });
  }
});

test('a manifest that is torn, of a newer schema, or of another run is said to be so', async () => {
  const { runDir, manifest } = await writeRun(dir);
  const file = path.join(runDir, 'manifest.json');
  const sound = await readFile(file, 'utf8');
  const cases: [string, string][] = [
    [sound.slice(0, 200), 'manifest.json is not valid JSON'],
    ['\xff\xfe', 'manifest.json'],
    ['null', 'manifest.json the document: expected'],
    [
      sound.replace('oads/manifest/v1', 'oads/manifest/v2'),
      'was written by a newer oads (update this one): it has schema oads/manifest/v2, this version reads oads/manifest/v1',
    ],
    [sound.replace('"bytes"', '"size"'), 'manifest.json files.'],
    [JSON.stringify({ ...manifest, run_id: '0123456789abcdef' }), 'run_id is "0123456789abcdef"'],
    [JSON.stringify({ ...manifest, pipeline: 'other' }), 'pipeline is "other", expected demo'],
    [JSON.stringify({ ...manifest, identity: { ...manifest.identity, oads_version: '9.9.9' } }), 'its run id is not that of its identity'],
    [JSON.stringify({ ...manifest, trust_level: 'qualified' }), 'the files disagree on the trust level: qualified, certified'],
    [
      JSON.stringify({ ...manifest, files: { ...manifest.files, '../../../secret': { sha256: 'a'.repeat(64), bytes: 1 } } }),
      'which is not a file name of a run',
    ],
    [JSON.stringify({ ...manifest, files: {} }), 'manifest.json does not list quality_snapshot.json'],
  ];
  for (const [content, expected] of cases) {
    await writeFile(file, content);
    assert.ok((await problemsOfLatest()).includes(expected), `${expected}\n${await problemsOfLatest()}`);
  }
  await rm(file);
  assert.match(await problemsOfLatest(), 'manifest.json is missing');
});

test('a file of another run with a fitting checksum is found', async () => {
  const other = await writeRun(dir, { pipeline: 'other' });
  const { runDir, manifest } = await writeRun(dir);
  await writeFile(path.join(runDir, 'drift_snapshot.json'), await readFile(path.join(other.runDir, 'drift_snapshot.json')));
  await writeManifest(runDir, manifest);
  assert.match(await problemsOfLatest(), 'drift_snapshot.json: pipeline is "other", expected demo');
  await writeFile(path.join(runDir, 'drift_snapshot.json'), '{"schema": "oads/drift_snapshot/v1", "verdict": "none"}');
  await writeManifest(runDir, manifest);
  assert.match(await problemsOfLatest(), 'drift_snapshot.json');
});

test('verifyRun refuses a directory that is not named for a run', async () => {
  const { runDir } = await writeRun(dir);
  const copy = path.join(dir, 'copy');
  await rename(runDir, copy);
  const run = await verifyRun(copy);
  assert.is(run.state, 'damaged');
});

test('last_good is the newest run that was not withheld', async () => {
  const good = await writeRun(dir);
  const withheld = await writeRun(dir, { level: 'withheld', asOf: '2026-03-02T06:00:00.000Z' });
  const latest = await readLatest(dir, 'demo');
  const lastGood = await readLastGood(dir, 'demo');
  assert.is(latest.state === 'ok' && latest.run_id, withheld.runId);
  assert.is(lastGood.state === 'ok' && lastGood.run_id, good.runId);
  await point(path.join(dir, 'demo', 'last_good'), `runs/${withheld.runId}`);
  assert.is((await readLastGood(dir, 'demo')).state, 'damaged');
});

test('lists runs newest first, by the time they finished, with the damaged ones', async () => {
  const times = ['2026-03-02T06:00:00Z', '2026-03-04T06:00:00Z', '2026-03-01T06:00:00Z', '2026-03-03T06:00:00Z'];
  const ids = new Map<string, string>();
  for (const asOf of times) ids.set(asOf, (await writeRun(dir, { asOf })).runId);
  const expected = [...times]
    .sort()
    .reverse()
    .map((time) => ids.get(time));
  assert.equal(
    (await listRuns(dir, 'demo', { limit: 10 })).map(({ run_id }) => run_id),
    expected,
  );
  assert.equal(
    (await listRuns(dir, 'demo', { limit: 2 })).map(({ run_id }) => run_id),
    expected.slice(0, 2),
  );
  await writeFile(path.join(dir, 'demo', 'runs', expected[1] as string, 'manifest.json'), '{');
  const listed = await listRuns(dir, 'demo', { limit: 10 });
  assert.equal(listed.find(({ run_id }) => run_id === expected[1])?.state, 'damaged');
  assert.is(listed.filter(({ state }) => state === 'ok').length, 3);
  const added = await writeRun(dir, { asOf: '2026-03-05T06:00:00Z' });
  assert.is((await listRuns(dir, 'demo', { limit: 1 }))[0].run_id, added.runId);
});

test('no run counts from before the one that it follows: the clock may have been set back', async () => {
  const ids: string[] = [];
  let previous: Manifest['previous'] = null;
  // The clock is set back by a year after the second run.
  for (const asOf of [
    '2026-03-01T06:00:00Z',
    '2026-03-02T06:00:00Z',
    '2025-03-03T06:00:00Z',
    '2025-03-04T06:00:00Z',
    '2026-03-05T06:00:00Z',
  ]) {
    const { runId, manifestSha256 } = await writeRun(dir, { asOf, previous });
    previous = { run_id: runId, manifest_sha256: manifestSha256 };
    ids.unshift(runId);
  }
  const listed = async () => (await listRuns(dir, 'demo', { limit: 10 })).map(({ run_id }) => run_id);
  assert.equal(await listed(), ids);
  // Without the link between the two clocks, the times are all that is left.
  await rm(path.join(dir, 'demo', 'runs', ids[3]), { recursive: true });
  assert.equal(await listed(), [ids[0], ids[4], ids[1], ids[2]]);
});

test.run();
