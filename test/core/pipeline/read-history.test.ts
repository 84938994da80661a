import { createHash } from 'node:crypto';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readHistory } from '../../../src/core/pipeline/read-history.ts';
import type { Manifest } from '../../../src/core/snapshot/manifest.ts';
import { type WrittenRun, writeRun } from '../../support/artifacts.ts';

const test = suite('pipeline/read-history');

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const REQUEST = { inputDigest: sha256('now'), configDigest: sha256('config'), bundleDigest: sha256('bundle'), count: 2 };

interface Store {
  readonly dir: string;
  run(rows: string, verdict: 'none' | 'moderate' | 'severe'): Promise<WrittenRun>;
}

/** Runs one after the other, an hour apart, chained like those of `oads run`. */
async function openStore(): Promise<Store> {
  const dir = await mkdtemp(path.join(tmpdir(), 'oads-history-'));
  let previous: Manifest['previous'] = null;
  let hour = 0;
  return {
    dir,
    run: async (rows, verdict) => {
      const asOf = new Date(Date.UTC(2026, 2, 1) + 3_600_000 * hour++).toISOString();
      const written = await writeRun(dir, {
        rows,
        asOf,
        previous,
        edit: ({ drift }) => {
          drift.verdict = verdict;
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

const verdictsOf = async (dir: string, change: Partial<typeof REQUEST> = {}) =>
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

test.run();
