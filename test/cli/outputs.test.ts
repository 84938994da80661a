import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { AS_OF, oadsInShell, runOads, scratchDir } from '../support/cli.ts';
import { makeSmallPipeline, type SmallPipeline } from '../support/small-pipeline.ts';

const test = suite('cli/outputs');
let scratch: Awaited<ReturnType<typeof scratchDir>>;
let pipeline: SmallPipeline;

test.before(async () => {
  scratch = await scratchDir();
  pipeline = await makeSmallPipeline(scratch.dir);
});
test.after(() => scratch.remove());

const at = (name: string) => path.join(scratch.dir, name);

/** Exit code and stderr, with stdout as the shell redirects it. */
async function redirected(args: string, redirect: string, extra = {}): Promise<{ code: number | null; stderr: string }> {
  const child = spawn('bash', ['-c', `${oadsInShell} ${args} ${redirect}`], {
    cwd: scratch.dir,
    env: { ...process.env, OADS_AS_OF: AS_OF, ...extra },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, stderr };
}

test('a full stdout is a store error of one line', async () => {
  if (!existsSync('/dev/full')) return;
  const temp = at('temp');
  mkdirSync(temp);
  for (const args of ['check batch.csv', 'check batch.csv --json', 'no-such-command --json', 'version']) {
    const { code, stderr } = await redirected(args, '> /dev/full', { TMPDIR: temp });
    assert.is(code, 3, stderr);
    assert.match(stderr, /^error\[OADS_STORE_FULL\]: stdout could not be written: .*ENOSPC.*\n( {2}hint: .*\n)?$/, args);
    assert.equal(readdirSync(temp), [], `${args} leaves no rows behind`);
  }
});

test('a full stdout does not hide that the run is written, and where', async () => {
  if (!existsSync('/dev/full')) return;
  const { code, stderr } = await redirected('run --artifacts full', '> /dev/full');
  assert.is(code, 3, stderr);
  const [, dir] = /^error\[OADS_STORE_FULL\]: stdout .*; written all the same: the run (.*)\n {2}hint: .*\n$/.exec(stderr) ?? [];
  assert.ok(existsSync(path.join(String(dir), 'manifest.json')), stderr);
});

test('a reader that is gone before a word is said is no failure', async () => {
  for (const args of ['--version', 'verify model'])
    assert.equal(await redirected(args, '> >(exec true); exit $?'), { code: 0, stderr: '' }, args);
});

test('a full stderr changes neither the result nor its code', async () => {
  if (!existsSync('/dev/full')) return;
  assert.is((await redirected('check nowhere.csv', '2> /dev/full')).code, 3);
});

test('-o to a pipe writes into it and leaves it a pipe', async () => {
  const pipe = at('pipe');
  execFileSync('mkfifo', [pipe]);
  for (const [command, first] of [
    ['check', '{'],
    ['drift', '{'],
    ['score', 'id,score,'],
  ]) {
    const read = readFile(pipe, 'utf8');
    const { code, stderr } = await runOads([command, pipeline.batch, '-c', pipeline.config, '-o', pipe]);
    if (code !== 0) await writeFile(pipe, ''); // so that the reader ends
    assert.is(code, 0, `${command}: ${stderr}`);
    assert.ok((await read).startsWith(first), command);
    assert.ok(statSync(pipe).isFIFO());
  }
});

test('-o that cannot be put in its place leaves nothing beside it', async () => {
  mkdirSync(at('place/taken'), { recursive: true });
  for (const command of ['check', 'drift', 'score']) {
    const { code, stderr } = await runOads([command, pipeline.batch, '-c', pipeline.config, '-o', at('place/taken')]);
    assert.is(code, 3, `${command}: ${stderr}`);
    assert.match(stderr, /^error\[OADS_STORE_\w+\]: .*place\/taken could not be written: a directory is in the way$/m);
    assert.equal(readdirSync(at('place')), ['taken']);
  }
});

test('the input is never the output', async () => {
  const before = readFileSync(pipeline.batch, 'utf8');
  symlinkSync('batch.csv', at('same.csv'));
  for (const args of [
    ['check', pipeline.batch, '-o', pipeline.batch],
    ['drift', pipeline.batch, '-o', at('same.csv')],
    ['score', at('same.csv'), '-o', path.join(scratch.dir, '.', 'batch.csv')],
    ['load', '-o', pipeline.batch],
    ['check', '-o', pipeline.batch],
  ]) {
    const { code, stderr } = await runOads([...args, '-c', pipeline.config]);
    assert.is(code, 2, `${args}: ${stderr}`);
    assert.match(stderr, /^error\[OADS_USAGE_OUTPUT\]: expected another file than the input to write to, got .*\.csv for both$/m);
    assert.is(readFileSync(pipeline.batch, 'utf8'), before);
  }
});

test('the config, the bundle and the runs are never the output', async () => {
  const run = await runOads(['run', '-c', pipeline.config]);
  assert.is(run.code, 0, run.stderr);
  const targets = [pipeline.config, at('model/bundle.json'), path.join(pipeline.artifacts, 'shipments', 'latest', 'manifest.json')];
  for (const target of targets) {
    const before = readFileSync(target, 'utf8');
    const { code, stderr } = await runOads(['score', pipeline.batch, '-o', target, '-c', pipeline.config]);
    assert.is(code, 2, `${target}: ${stderr}`);
    assert.match(
      stderr,
      /^error\[OADS_USAGE_OUTPUT\]: expected a file of your own to write to, got (the config|a file of the model bundle|a place)/m,
    );
    assert.is(readFileSync(target, 'utf8'), before);
  }
});

test('a temporary directory that is not there is a store error that names TMPDIR', async () => {
  for (const command of ['check', 'score']) {
    const { code, stderr } = await runOads([command, pipeline.batch, '-c', pipeline.config], { env: { TMPDIR: at('no-tmp') } });
    assert.is(code, 3, stderr);
    assert.match(stderr, /^error\[OADS_STORE_\w+\]: .*no-tmp cannot be used as the temporary directory: no such file or directory$/m);
    assert.match(stderr, /hint: .*TMPDIR/);
  }
});

test('fit leaves a directory that is no bundle alone, before it reads a row, and says which bundle it replaced', async () => {
  const project = at('project');
  mkdirSync(project);
  writeFileSync(path.join(project, 'thesis.txt'), 'mine');
  const refused = await runOads(['fit', '-c', pipeline.config, '-r', 'nowhere.csv', '-o', project]);
  assert.is(refused.code, 2, refused.stderr);
  assert.match(refused.stderr, /error\[OADS_USAGE_OUTPUT\]: expected a new directory or a model bundle at .*project, got a directory/);
  assert.equal(readdirSync(project), ['thesis.txt']);

  const args = ['fit', '-c', pipeline.config, '-r', pipeline.reference, '-o', at('fitted')];
  const first = await runOads(args);
  const digest = /bundle .*fitted, digest ([0-9a-f]{16})\n$/.exec(first.stdout)?.[1];
  assert.ok(digest, first.stdout + first.stderr);
  assert.match((await runOads(args)).stdout, new RegExp(`digest ${digest} \\(replaced ${digest}\\)\\n$`));
});

test('a directory in place of a link ends a run with 3 before anything is written', async () => {
  mkdirSync(at('blocked/shipments/spool/last_good'), { recursive: true });
  const { code, stderr } = await runOads(['run', '-c', pipeline.config, '--artifacts', at('blocked')]);
  assert.is(code, 3, stderr);
  assert.match(stderr, /error\[OADS_STORE_DENIED\]: expected a symbolic link or nothing at .*spool\/last_good, got a directory/);
  assert.equal(readdirSync(at('blocked/shipments')), ['spool']);
});

test.run();
