import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runOads, scratchDir } from '../support/cli.ts';
import { faultEnv, readTrace, type TracedOperation } from '../support/fault-injection/fault-point.ts';
import { inspectAfterFault, inspectAfterNextRun, inspectWhole } from '../support/fault-injection/inspect-store.ts';
import {
  copyTree,
  makeSceneFiles,
  type PreparedScene,
  prepareScene,
  readPointers,
  runScene,
  SCENES,
} from '../support/fault-injection/scenes.ts';
import { WRITE_PHASES } from '../support/fault-injection/write-phases.ts';

// A sample of `bench/faults/kills.ts`: a run with quarantine after a killed one goes through every phase but that of a damaged run.
const test = suite('faults/every-phase');
let scratch: Awaited<ReturnType<typeof scratchDir>>;
let scene: PreparedScene;
let operations: readonly TracedOperation[];

test.before(async () => {
  scratch = await scratchDir();
  await makeSceneFiles(scratch.dir);
  const litter = SCENES.find((one) => one.litter)?.litter;
  scene = await prepareScene(scratch.dir, { name: 'sample', config: 'quarantine.yaml', earlier: ['first.yaml'], litter });
  ({ operations } = scene);
});
test.after(() => scratch.remove());

const startAgain = (name: string): string => {
  const artifacts = path.join(scratch.dir, name, 'artifacts');
  mkdirSync(path.dirname(artifacts), { recursive: true });
  copyTree(scene.start, artifacts);
  return artifacts;
};

test('the phases are told apart', () => {
  const seen = new Set(operations.map(({ phase }) => phase));
  assert.equal([...seen].filter((phase) => phase === 'other').length, 0, JSON.stringify(operations));
  assert.equal(
    WRITE_PHASES.filter((phase) => !seen.has(phase)),
    ['pruning', 'sweep after'],
  );
});

test('killed in any phase, one after the other: readers see the old state or the new one, and the next run ends as if nothing had been', async () => {
  const artifacts = startAgain('kills');
  for (const phase of phasesSeen()) {
    const isWritten = operations.some((one) => one.phase === phase && one.label.startsWith('write'));
    const at = isWritten ? ({ label: /^write/, when: 'torn' } as const) : ({ when: 'after' } as const);
    const trace = path.join(scratch.dir, `trace-${phase}`);
    const { signal, stderr } = await runScene(scratch.dir, scene.config, artifacts, { trace, phase, ...at, act: { signal: 'SIGKILL' } });
    assert.is(signal, 'SIGKILL', `${phase}: ${stderr}`);
    assert.equal(await inspectAfterFault(artifacts, scene), [], phase);
  }
  const next = await runScene(scratch.dir, scene.config, artifacts);
  assert.is(next.code, scene.exit, next.stderr);
  assert.equal(await inspectAfterNextRun(artifacts, scene), []);
});

test('a full disk in any phase before the run is in its place leaves the earlier state and nothing else', async () => {
  const artifacts = startAgain('full');
  // docs/failures.md has the others.
  for (const phase of ['staging', 'spool part', 'quarantine', 'scratch scores', 'quality snapshot', 'system state', 'latest']) {
    const trace = path.join(scratch.dir, `trace-full-${phase}`);
    const label = /^(open|write|mkdir|symlink)/;
    const point = { trace, phase, label, act: { error: 'ENOSPC', lasting: true } } as const;
    const { code, stderr } = await runScene(scratch.dir, scene.config, artifacts, point);
    assert.ok(readTrace(trace).struck, phase);
    assert.is(code, 3, `${phase}: ${stderr}`);
    assert.match(stderr, /^error\[OADS_STORE_FULL\]: .*: the disk is full\n {2}hint: free some space, or .*\n$/, phase);
    assert.equal(readPointers(artifacts), scene.before, phase);
    assert.equal(await inspectWhole(artifacts), [], phase);
  }
  const next = await runScene(scratch.dir, scene.config, artifacts);
  assert.is(next.code, scene.exit, next.stderr);
  assert.equal(await inspectAfterNextRun(artifacts, scene), []);
});

test('a killed `load -o` or `score -o` leaves the output as it was', async () => {
  const output = path.join(scratch.dir, 'out.csv');
  writeFileSync(output, 'as it was');
  for (const args of [
    ['load', '-c', 'first.yaml', '-o', output],
    ['score', 'first.csv', '-c', 'first.yaml', '-o', output],
  ]) {
    const trace = path.join(scratch.dir, `trace-${args[0]}`);
    const point = { under: scratch.dir, trace, label: /^writeFile .*out/, when: 'torn', act: { signal: 'SIGKILL' } } as const;
    const { signal, stderr } = await runOads(args, { cwd: scratch.dir, env: { TMPDIR: scratch.dir, ...faultEnv(point) } });
    assert.is(signal, 'SIGKILL', stderr);
    assert.is(readFileSync(output, 'utf8'), 'as it was');
  }
});

test('a killed `fit` leaves the bundle before, or one that the next fit puts back', async () => {
  const bundle = path.join(scratch.dir, 'model');
  const photograph = () => readdirSync(bundle).map((name) => [name, readFileSync(path.join(bundle, name), 'base64')]);
  const before = photograph();
  const fit = (name: string, label?: RegExp, when: 'torn' | 'after' = 'after') => {
    const point = label && { under: scratch.dir, trace: path.join(scratch.dir, name), label, when, act: { signal: 'SIGKILL' as const } };
    const env = { TMPDIR: scratch.dir, ...(point && faultEnv(point)) };
    return runOads(['fit', '-c', 'first.yaml', '-r', 'reference.csv'], { cwd: scratch.dir, env });
  };
  assert.is((await fit('trace-fit-1', /^writeFile model\.tmp.*\/model\.onnx/, 'torn')).signal, 'SIGKILL');
  assert.equal(photograph(), before);
  assert.is((await fit('trace-fit-2', /^rename model model\.old/)).signal, 'SIGKILL');
  assert.not(existsSync(bundle), 'killed between its two renames');
  const next = await fit('');
  assert.is(next.code, 0, next.stderr);
  assert.match(next.stdout, /\(replaced [0-9a-f]{16}\)/, 'the one before was there again');
  assert.equal(photograph(), before);
  assert.equal(
    readdirSync(scratch.dir).filter((name) => name.startsWith('model')),
    ['model'],
  );
});

const phasesSeen = () => WRITE_PHASES.filter((phase) => operations.some((one) => one.phase === phase));

test.run();
