import { appendFileSync, existsSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { DriftSnapshot } from '../../src/core/snapshot/drift-snapshot.ts';
import type { Manifest } from '../../src/core/snapshot/manifest.ts';
import { runJson, runOads, scratchDir } from '../support/cli.ts';
import { makeShipments, makeSmallPipeline, type SmallPipeline } from '../support/small-pipeline.ts';

const test = suite('cli/persistence');
let scratch: Awaited<ReturnType<typeof scratchDir>>;
let pipeline: SmallPipeline;

test.before(async () => {
  scratch = await scratchDir();
  pipeline = await makeSmallPipeline(scratch.dir);
});
test.after(() => scratch.remove());

interface Ran {
  /** `waits`: severe, scored and rank-only; `blocks`: severe and withheld. */
  readonly says: string;
  readonly dir: string;
  readonly runId: string;
  readonly existed: boolean;
  readonly drift: DriftSnapshot;
  readonly manifest: Manifest;
}

const read = <T>(dir: string, name: string) => JSON.parse(readFileSync(path.join(dir, name), 'utf8')) as T;

/** A config over rows of its own; the same name again is the same rows. */
function prepare(name: string, pipelineLine = 'pipeline: shipments'): string {
  const moved = name.startsWith('severe') ? 20 : 0;
  const seed = 100 + [...name].reduce((sum, letter) => sum * 7 + letter.charCodeAt(0), 0);
  const rows = makeShipments(300, seed, 6000).map((row) => ({ ...row, hours: Number(row.hours) + moved }));
  pipeline.writeBatch(`${name}.csv`, rows);
  return pipeline.reconfigure(
    'persist.yaml',
    (yaml) =>
      `${yaml.replace('batch.csv', `${name}.csv`).replace('pipeline: shipments', pipelineLine)}gate: {drift: block, persistence: {runs: 2, of: 3}}\nretention: {runs: 2}\nfallback: {last_good: false}\n`,
  );
}

async function run(name: string): Promise<Ran> {
  const { code, json } = await runJson<{ artifacts: string; trust: { level: string; reasons: { code: string }[] }; existed: boolean }>([
    'run',
    '-c',
    prepare(name),
  ]);
  const { artifacts: dir, trust } = json;
  const drift = read<DriftSnapshot>(dir, 'drift_snapshot.json');
  const codes = trust.reasons.map((reason) => reason.code);
  const says =
    drift.verdict !== 'severe'
      ? drift.verdict
      : code === 1 && trust.level === 'withheld' && codes.includes('drift_severe')
        ? 'blocks'
        : code === 0 && trust.level === 'rank-only' && codes.includes('drift_severe_waits')
          ? 'waits'
          : `code ${code}, ${trust.level}, ${codes.join()}`;
  return { says, dir, runId: path.basename(dir), existed: json.existed, drift, manifest: read<Manifest>(dir, 'manifest.json') };
}

test('a first run has no history that could let a block wait', async () => {
  const config = prepare('severe-0', 'pipeline: newcomer');
  const { code, json } = await runJson<{ trust: { reasons: { code: string; evidence: string }[] } }>(['run', '-c', config]);
  assert.is(code, 1);
  assert.equal(json.trust.reasons[0].code, 'drift_severe');
  assert.match(json.trust.reasons[0].evidence, /severe in 1 of the last 3 runs, 2 unknown; blocks from 2/);
});

test('severe drift waits after calm runs, blocks when it persists, and trust falls at once', async () => {
  const [calm1, calm2] = [await run('calm-1'), await run('calm-2')];
  assert.equal([calm1.says, calm2.says], ['none', 'none']);
  const waits = await run('severe-1');
  assert.is(waits.says, 'waits');
  assert.match(waits.manifest.identity.history_digest ?? '', /^[0-9a-f]{64}$/);

  // The same rows again, although retention has removed one of the runs that their first run read: the same run.
  assert.not.ok(existsSync(calm1.dir));
  const again = await run('severe-1');
  assert.equal([again.runId, again.existed, again.says], [waits.runId, true, 'waits']);

  const blocks = await run('severe-2');
  assert.is(blocks.says, 'blocks');
  assert.equal(blocks.drift.persistence, {
    runs: 2,
    of: 3,
    raw: 'severe',
    history: [
      { run_id: waits.runId, verdict: 'severe' },
      { run_id: calm2.runId, verdict: 'none' },
    ],
    severe: 2,
    unknown: 0,
    blocks: true,
  });

  // An earlier run that cannot be read counts as severe, and is named.
  const damaged = await run('calm-3');
  assert.is(damaged.says, 'none');
  appendFileSync(path.join(damaged.dir, 'drift_snapshot.json'), ' ');
  const { code, stdout, stderr } = await runOads(['run', '-c', prepare('severe-3')]);
  assert.is(code, 1);
  assert.match(stdout, /severe in 2 of the last 3 runs, 1 unknown; blocks from 2\] \(drift_severe\)/);
  assert.match(
    stderr,
    new RegExp(`gate\\.persistence: run ${damaged.runId}: drift_snapshot\\.json .*; it counts as a run with severe drift`),
  );
});

test('a run that was deleted lets no block wait, and is missed from then on', async () => {
  const [kept, deleted] = [await run('calm-4'), await run('calm-5')];
  rmSync(deleted.dir, { recursive: true });
  const { code, stdout, stderr } = await runOads(['run', '-c', prepare('severe-4')]);
  assert.is(code, 1);
  assert.match(stdout, /severe in 1 of the last 3 runs, 1 unknown; blocks from 2\] \(drift_severe\)/);
  assert.match(
    stderr,
    new RegExp(`gate\\.persistence: latest points to run ${deleted.runId}, which is missing; it counts as a run with severe`),
  );
  const snapshot = read<DriftSnapshot>(realpathSync(path.join(kept.dir, '../../latest')), 'drift_snapshot.json');
  assert.equal(snapshot.persistence?.history, [
    { run_id: deleted.runId, verdict: 'missing' },
    { run_id: kept.runId, verdict: 'none' },
  ]);
  const verified = await runOads(['verify', path.join(kept.dir, '../../..')]);
  assert.is(verified.code, 1);
  assert.match(verified.stdout, `follows run ${deleted.runId}, which is missing and was not pruned`);
});

test.run();
