import { createHash } from 'node:crypto';
import { appendFile, mkdtemp, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type HistoryRequest, readHistory } from '../../../src/core/pipeline/read-history.ts';
import type { DriftSnapshot } from '../../../src/core/snapshot/drift-snapshot.ts';
import type { Manifest } from '../../../src/core/snapshot/manifest.ts';
import { point, type WrittenRun, writeRun } from '../../support/artifacts.ts';

const test = suite('pipeline/read-history');

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const REQUEST: HistoryRequest = {
  inputDigest: sha256('now'),
  configDigest: sha256('config'),
  bundleDigest: sha256('bundle'),
  rule: { thresholds: { psi: { moderate: 0.1, severe: 0.25 } }, season: undefined },
  count: 2,
};

interface Store {
  readonly dir: string;
  run(rows: string, verdict: 'none' | 'moderate' | 'severe', edit?: (drift: DriftSnapshot) => void): Promise<WrittenRun>;
}

/** Runs one after the other, an hour apart, chained like those of `oads run`. */
async function openStore(): Promise<Store> {
  const dir = await mkdtemp(path.join(tmpdir(), 'oads-history-'));
  let previous: Manifest['previous'] = null;
  let hour = 0;
  return {
    dir,
    run: async (rows, verdict, edit) => {
      const asOf = new Date(Date.UTC(2026, 2, 1) + 3_600_000 * hour++).toISOString();
      const written = await writeRun(dir, {
        rows,
        asOf,
        previous,
        edit: ({ drift }) => {
          drift.verdict = verdict;
          edit?.(drift);
        },
      });
      previous = { run_id: written.runId, manifest_sha256: written.manifestSha256 };
      return written;
    },
  };
}

async function withStore(use: (store: Store) => Promise<void>): Promise<void> {
  const store = await openStore();
  try {
    await use(store);
  } finally {
    await rm(store.dir, { recursive: true, force: true });
  }
}

const verdictsOf = async (dir: string, change: Partial<HistoryRequest> = {}) =>
  (await readHistory(dir, 'demo', { ...REQUEST, ...change })).verdicts.map(({ verdict }) => verdict);

test('no runs yet: nothing is known, and the digest is that of nothing', () =>
  withStore(async ({ dir }) => {
    const history = await readHistory(dir, 'demo', REQUEST);
    assert.equal([history.verdicts, history.problems], [[], []]);
    assert.is(history.digest, sha256('[]'));
  }));

test('the newest runs first, no more than are wanted, and the digest follows them', () =>
  withStore(async ({ dir, run }) => {
    await run('a', 'severe');
    await run('b', 'none');
    await run('c', 'moderate');
    assert.equal(await verdictsOf(dir), ['moderate', 'none']);
    assert.equal(await verdictsOf(dir, { count: 5 }), ['moderate', 'none', 'severe']);
    const [two, five] = await Promise.all([2, 5].map((count) => readHistory(dir, 'demo', { ...REQUEST, count })));
    assert.is.not(two.digest, five.digest);
  }));

test('the same rows again count once, where they first came', () =>
  withStore(async ({ dir, run }) => {
    await run('a', 'severe');
    await run('b', 'none');
    await run('a', 'severe');
    await run('a', 'severe');
    assert.equal(await verdictsOf(dir, { count: 5 }), ['none', 'severe']);
  }));

test('a run of rows that were judged before reads neither itself nor what came after', () =>
  withStore(async ({ dir, run }) => {
    await run('a', 'none');
    await run('b', 'moderate');
    await run('now', 'severe');
    await run('d', 'severe');
    await run('now', 'severe');
    assert.equal(await verdictsOf(dir, { count: 5 }), ['moderate', 'none']);
  }));

test('another bundle judged otherwise: its runs do not count', () =>
  withStore(async ({ dir, run }) => {
    await run('a', 'severe');
    assert.equal(await verdictsOf(dir, { bundleDigest: sha256('new bundle') }), []);
  }));

test('an altered snapshot, an altered manifest and one that cannot be read are damaged, and said', () =>
  withStore(async ({ dir, run }) => {
    const torn = await run('a', 'none');
    const altered = await run('b', 'none');
    const snapshot = await run('c', 'none');
    await run('d', 'none');
    await appendFile(path.join(snapshot.runDir, 'drift_snapshot.json'), ' ');
    const file = path.join(altered.runDir, 'manifest.json');
    await writeFile(file, (await readFile(file, 'utf8')).replace('"started_at": "2026', '"started_at": "2025'));
    await writeFile(path.join(torn.runDir, 'manifest.json'), '{');
    const { verdicts, problems } = await readHistory(dir, 'demo', { ...REQUEST, count: 4 });
    const byRun = new Map(verdicts.map(({ run_id, verdict }) => [run_id, verdict]));
    assert.equal(
      [snapshot, altered, torn].map(({ runId }) => byRun.get(runId)),
      ['damaged', 'damaged', 'damaged'],
    );
    assert.is([...byRun.values()].filter((verdict) => verdict === 'none').length, 1);
    assert.is(problems.length, 3);
    assert.match(problems.join('\n'), /drift_snapshot\.json has \d+ bytes, the manifest says \d+/);
    assert.match(problems.join('\n'), /manifest\.json was altered after a later run was chained to it/);
  }));

const remove = ({ runDir }: WrittenRun) => rm(runDir, { recursive: true });

test('the newest runs are deleted: what the links still name counts as missing, in front of the rest', () =>
  withStore(async ({ dir, run }) => {
    await run('a', 'none');
    const calm = await run('b', 'none');
    const [waits, blocks] = [await run('c', 'severe'), await run('d', 'severe')];
    await point(path.join(dir, 'demo', 'last_good'), `runs/${waits.runId}`);
    await remove(waits);
    await remove(blocks);
    const { verdicts, problems } = await readHistory(dir, 'demo', { ...REQUEST, count: 3 });
    assert.equal(verdicts, [
      { run_id: blocks.runId, verdict: 'missing' },
      { run_id: waits.runId, verdict: 'missing' },
      { run_id: calm.runId, verdict: 'none' },
    ]);
    assert.equal(problems, [
      `latest points to run ${blocks.runId}, which is missing`,
      `last_good points to run ${waits.runId}, which is missing`,
    ]);
    // Both links gone as well: that there are runs without `latest` is left.
    await unlink(path.join(dir, 'demo', 'latest'));
    await unlink(path.join(dir, 'demo', 'last_good'));
    assert.equal(await readHistory(dir, 'demo', REQUEST).then((history) => [history.verdicts[0], history.problems]), [
      { run_id: 'unknown', verdict: 'missing' },
      ['latest is missing although there are 2 runs', 'last_good is missing although 2 runs were not withheld'],
    ]);
  }));

test('a run that a later one follows and that is not there takes its place, unless oads pruned it', () =>
  withStore(async ({ dir, run }) => {
    const first = await run('a', 'none');
    const gone = await run('b', 'severe');
    const after = await run('c', 'none');
    await remove(gone);
    const { verdicts, problems } = await readHistory(dir, 'demo', { ...REQUEST, count: 3 });
    assert.equal(verdicts, [
      { run_id: after.runId, verdict: 'none' },
      { run_id: gone.runId, verdict: 'missing' },
      { run_id: first.runId, verdict: 'none' },
    ]);
    assert.equal(problems, [`run ${after.runId} follows run ${gone.runId}, which is missing and was not pruned`]);
    const record = (manifest_sha256: string) =>
      writeFile(
        path.join(dir, 'demo', 'pruned.json'),
        JSON.stringify({
          schema: 'oads/pruned/v1',
          pipeline: 'demo',
          runs: [{ run_id: gone.runId, manifest_sha256, why: 'retention', removed_at: '2026-03-02T00:00:00.000Z' }],
        }),
      );
    await record(gone.manifestSha256);
    assert.equal(await verdictsOf(dir), ['none', 'none']);
    await record('f'.repeat(64));
    assert.equal(await verdictsOf(dir), ['none', 'missing']);
  }));

test('a run judged by other thresholds, or by another season, is no witness', () =>
  withStore(async ({ dir, run }) => {
    const loose = (drift: DriftSnapshot) => {
      drift.thresholds = { psi: { moderate: 5, severe: 9 } };
    };
    const other = await run('a', 'none', loose);
    const { verdicts, problems } = await readHistory(dir, 'demo', REQUEST);
    assert.equal(verdicts, [{ run_id: other.runId, verdict: 'other_rule' }]);
    assert.equal(problems, [`run ${other.runId}: drift was judged by other thresholds or another season than now`]);
    assert.equal(await verdictsOf(dir, { rule: { ...REQUEST.rule, season: ['day:hour'] } }), ['other_rule']);
    assert.equal(await verdictsOf(dir, { rule: { ...REQUEST.rule, thresholds: { psi: { severe: 9, moderate: 5 } } } }), ['none']);
  }));

test('of the runs of one input the one by the same thresholds is found, at the place where the input first came', () =>
  withStore(async ({ dir, run }) => {
    const loose = (drift: DriftSnapshot) => {
      drift.thresholds = {};
    };
    await run('a', 'none', loose);
    await run('b', 'moderate');
    const strict = await run('a', 'severe');
    const { verdicts, problems } = await readHistory(dir, 'demo', REQUEST);
    assert.equal(
      verdicts.map(({ verdict }) => verdict),
      ['moderate', 'severe'],
    );
    assert.equal([verdicts[1].run_id, problems], [strict.runId, []]);
  }));

test.run();
