import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { oadsInShell, runJson, runOads, scratchDir, startOads } from '../support/cli.ts';
import { makeShipments, makeSmallPipeline, type SmallPipeline } from '../support/small-pipeline.ts';

const test = suite('cli/process');
/** Between two looks; without a pause they would take a core from what they wait for. */
const LOOK_MS = 2;
let scratch: Awaited<ReturnType<typeof scratchDir>>;
let pipeline: SmallPipeline;

test.before(async () => {
  scratch = await scratchDir();
  pipeline = await makeSmallPipeline(scratch.dir);
  // More than a batch, so that a run has several.
  const several = pipeline.writeBatch('several.csv', makeShipments(70_000, 41));
  const file = pipeline.writeBatch('large.csv', makeShipments(1, 42, 70_000));
  const [, rows] = readFileSync(several, 'utf8').split(/(?<=hours,mode\n)/);
  for (let times = 0; times < 6; times++) appendFileSync(file, rows);
});
test.after(() => scratch.remove());

const configFor = (name: string) => pipeline.reconfigure(`${name}.yaml`, (yaml) => yaml.replace('batch.csv', `${name}.csv`));
/** 420,000 rows: there is time to stop it. That the ids come again it would find out at the end. */
const large = () => configFor('large');

test('SIGINT and SIGTERM in the middle of a run end it with 130 and 143, leave no run and nothing half-written', async () => {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    const artifacts = path.join(scratch.dir, `stopped-${signal}`);
    const { child, finished } = startOads(['run', '-c', large(), '--artifacts', artifacts]);
    await until(() => existsSync(path.join(artifacts, 'shipments', '.lock')) && spooled(artifacts) > 0, finished);
    child.kill(signal);
    const { code: got, stdout, stderr } = await finished;
    assert.is(got, code, stderr);
    assert.is(stdout, '');
    assert.not.match(stderr, /^\s+at /m);
    assert.equal(readdirSync(path.join(artifacts, 'shipments', 'runs')), []);
    assert.equal(readdirSync(path.join(artifacts, 'shipments', 'spool')), []);
    assert.not.ok(existsSync(path.join(artifacts, 'shipments', '.lock')), 'the lock is given back');
    assert.not.ok(existsSync(path.join(artifacts, 'shipments', 'latest')));
  }
});

test('kill -9 leaves the earlier run in place; the next run sweeps what was left and succeeds', async () => {
  const artifacts = path.join(scratch.dir, 'killed');
  const first = await runJson<{ run_id: string }>(['run', '-c', pipeline.config, '--artifacts', artifacts]);
  assert.is(first.code, 0);
  const { child, finished } = startOads(['run', '-c', large(), '--artifacts', artifacts]);
  await until(() => spooled(artifacts) > 0, finished);
  child.kill('SIGKILL');
  assert.is((await finished).signal, 'SIGKILL');
  const latest = () => JSON.parse(readFileSync(path.join(artifacts, 'shipments', 'latest', 'manifest.json'), 'utf8')).run_id;
  assert.is(latest(), first.json.run_id);

  const again = await runJson<{ run_id: string; existed: boolean }>(['run', '-c', pipeline.config, '--artifacts', artifacts]);
  assert.is(again.code, 0, again.stderr);
  assert.ok(again.json.existed);
  const left = [...readdirSync(path.join(artifacts, 'shipments', 'runs')), ...readdirSync(path.join(artifacts, 'shipments', 'spool'))];
  assert.equal(
    left.filter((name) => name.startsWith('.tmp')),
    [],
  );
});

test('a reader that closes early ends the command with 0', async () => {
  const script = `${oadsInShell} check "${pipeline.batch}" -c "${pipeline.config}" | head -1; echo "codes \${PIPESTATUS[*]}"`;
  const child = spawn('bash', ['-c', script], { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  await new Promise((resolve) => child.on('close', resolve));
  assert.match(text, /^PASS .*\ncodes 0 0\n$/);
});

test('stdout is the result alone: no colour, no progress, in a pipe', async () => {
  const { stdout, stderr } = await runOads(['run', '-c', pipeline.config, '--artifacts', path.join(scratch.dir, 'quiet')], {
    env: { NO_COLOR: '' },
  });
  assert.not.match(stdout + stderr, /\u001b/);
  assert.is(stderr, '');
});

test('--verbose says on stderr what each stage came to, and leaves stdout as it is', async () => {
  const args = ['run', '-c', pipeline.config, '--artifacts', path.join(scratch.dir, 'verbose')];
  const plain = await runOads(args, { process: 'own' });
  const verbose = await runOads([...args, '--verbose'], { process: 'own' });
  assert.is(verbose.code, 0);
  assert.match(
    verbose.stderr,
    /^load: 1000 rows from file, digest [0-9a-f]{16}\ncheck: quality pass.*\ndrift: none\nscore: 1000 rows, .*\ntrust: certified\n$/,
  );
  assert.is(verbose.stdout.split('\n').length, plain.stdout.split('\n').length);
});

test('a run writes nothing into HOME and opens no socket but to its source', async () => {
  const home = path.join(scratch.dir, 'home');
  const temp = path.join(scratch.dir, 'temp');
  mkdirSync(home);
  mkdirSync(temp);
  const peers = new Set<string>();
  let watched: Promise<void> = Promise.resolve();
  const { code, stderr } = await runOads(['run', '-c', configFor('several'), '--artifacts', path.join(scratch.dir, 'alone')], {
    env: { HOME: home, TMPDIR: temp },
    onStart: (child) => {
      if (process.platform === 'linux') watched = watchSockets(child, peers);
    },
  });
  await watched;
  assert.is(code, 0, stderr);
  assert.equal(readdirSync(home, { recursive: true }), []);
  assert.equal(readdirSync(temp, { recursive: true }), []);
  assert.equal([...peers], []);
});

/** Looks at the process's sockets until it ends; every one with a remote end is noted. */
async function watchSockets(child: ChildProcess, peers: Set<string>): Promise<void> {
  const proc = `/proc/${child.pid}`;
  while (child.exitCode === null && child.signalCode === null) {
    try {
      const inodes = new Set(
        readdirSync(`${proc}/fd`).flatMap((fd) => /^socket:\[(\d+)\]$/.exec(readlinkSync(`${proc}/fd/${fd}`))?.[1] ?? []),
      );
      for (const table of ['tcp', 'tcp6', 'udp', 'udp6']) {
        for (const line of readFileSync(`${proc}/net/${table}`, 'utf8').split('\n').slice(1)) {
          const fields = line.trim().split(/\s+/);
          if (inodes.has(fields[9])) peers.add(`${table} ${fields[2]}`);
        }
      }
    } catch {
      // It ended, or a descriptor was closed, between two looks.
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function spooled(artifacts: string): number {
  const spool = path.join(artifacts, 'shipments', 'spool');
  if (!existsSync(spool)) return 0;
  return readdirSync(spool, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('.tmp-') && name.endsWith('.parquet'))
    .length;
}

/** Polls until the condition holds; fails when the command ends first. */
async function until(condition: () => boolean, finished: Promise<{ stderr: string }>): Promise<void> {
  let ended: string | undefined;
  finished.then(({ stderr }) => (ended = stderr || 'no message'));
  while (!condition()) {
    if (ended !== undefined) throw new Error(`the command ended before the test could act: ${ended}`);
    await setTimeout(LOOK_MS);
  }
}

test.run();
