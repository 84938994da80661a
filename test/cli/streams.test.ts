import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import * as pty from '@lydell/node-pty';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { AS_OF, oadsCommand, oadsEnv, scratchDir } from '../support/cli.ts';
import { makeShipments, makeSmallPipeline, type SmallPipeline } from '../support/small-pipeline.ts';

const test = suite('cli/streams');
/** Between two looks; without a pause they would take a core from what they wait for. */
const LOOK_MS = 2;
let scratch: Awaited<ReturnType<typeof scratchDir>>;
let pipeline: SmallPipeline;

test.before(async () => {
  scratch = await scratchDir();
  pipeline = await makeSmallPipeline(scratch.dir);
});
test.after(() => scratch.remove());

interface Stage {
  readonly child: ChildProcess;
  readonly stdin: NodeJS.WritableStream;
  /** Where it keeps what it needs while it runs. */
  readonly temp: string;
  readonly finished: Promise<{ code: number | null; signal: NodeJS.Signals | null; stderr: string }>;
}

let stages = 0;

/** One stage with its stdin in our hands; who reads its stdout decides how far it gets. */
function startStage(args: readonly string[]): Stage {
  const temp = path.join(scratch.dir, `temp-${stages++}`);
  mkdirSync(temp);
  const env = { PATH: process.env.PATH, HOME: temp, TMPDIR: temp, NO_COLOR: '1', OADS_AS_OF: AS_OF, ...oadsEnv };
  const [file, ...first] = oadsCommand;
  const child = spawn(file, [...first, ...args], { cwd: scratch.dir, env, stdio: 'pipe' });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.on('error', () => {}); // it may end before it has read all
  const finished = new Promise<{ code: number | null; signal: NodeJS.Signals | null; stderr: string }>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve({ code, signal, stderr }));
  });
  return { child, stdin: child.stdin, temp, finished };
}

async function until(condition: () => boolean, { finished }: Stage): Promise<void> {
  let ended: string | undefined;
  finished.then(({ stderr }) => (ended = stderr || 'no message'));
  while (!condition()) {
    if (ended !== undefined) throw new Error(`the stage ended before the test could act: ${ended}`);
    await setTimeout(LOOK_MS);
  }
}

const lines = (count: number, first: number) =>
  makeShipments(count, 71, first)
    .map(({ id, shipped, weight, hours, mode }) => `${id},${shipped},${weight},${hours},${mode}\n`)
    .join('');
const HEADER = 'id,shipped,weight,hours,mode\n';

test('a producer that starts to write after 3 s loses nothing', async () => {
  const stage = startStage(['check', '-', '-c', pipeline.config]);
  let stdout = '';
  stage.child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  await setTimeout(3000); // of no other use: what is tested is that nothing gives up
  stage.stdin.end(readFileSync(pipeline.batch));
  const { code, stderr } = await stage.finished;
  assert.is(code, 0, stderr);
  assert.match(stdout, /^quality pass: .*; 1,000 rows, 0 set aside$/m);
});

test('a stage works before its input ends, and waits for a producer that pauses', async () => {
  const stage = startStage(['score', '-', '-c', pipeline.config, '-o', '-', '--format', 'csv', '--quiet']);
  let stdout = '';
  stage.child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  stage.stdin.write(`${HEADER}${lines(65_540, 10_000)}`);
  await until(() => stdout.length > 0, stage);
  stage.stdin.end(lines(10, 90_000));
  const { code, stderr } = await stage.finished;
  await until(() => stdout.endsWith('\n') && stdout.split('\n').length >= 65_552, { ...stage, finished: new Promise(() => {}) });
  assert.equal([code, stderr], [0, '']);
  assert.match(stdout, /^90009,/m);
});

test('SIGINT ends every stage with 130: before its rows come, and while nobody takes what it writes', async () => {
  pipeline.writeBatch('large.csv', makeShipments(140_000, 72));
  pipeline.reconfigure('large.yaml', (yaml) => yaml.replace('batch.csv', 'large.csv'));
  const waiting = ['check - --pass', 'drift -', 'score - -o -', 'fit --reference - -o fitted'];
  const blocked = ['load -o -', 'check large.csv --pass'];
  for (const args of [...waiting, ...blocked]) {
    const stage = startStage([...args.split(' '), '-c', 'large.yaml']);
    // What it keeps in the temporary directory tells that it is at work; a stdout that nobody reads is full soon.
    await until(() => readdirSync(stage.temp).length > 0, stage);
    if (blocked.includes(args)) await until(() => (stage.child.stdout as unknown as { readableLength: number }).readableLength > 0, stage);
    stage.child.kill('SIGINT');
    const { code, signal, stderr } = await stage.finished;
    assert.equal([code, signal], [130, null], `${args}: ${stderr}`);
    assert.match(stderr, /^error\[OADS_INTERRUPTED\]: interrupted$/m, args);
    assert.equal(readdirSync(stage.temp), [], args);
    stage.child.stdout?.destroy();
  }
  assert.not.ok(readdirSync(scratch.dir).includes('fitted'), 'no bundle is half-written');
});

test('a terminal is no stdin for rows, and takes none that are binary', async () => {
  const inTerminal = async (args: readonly string[]) => {
    const home = { PATH: String(process.env.PATH), HOME: scratch.dir, TMPDIR: scratch.dir };
    const env = { ...home, NO_COLOR: '1', OADS_AS_OF: AS_OF, ...oadsEnv };
    const [file, ...first] = oadsCommand;
    const terminal = pty.spawn(file, [...first, ...args], { cols: 200, cwd: scratch.dir, env });
    let shown = '';
    terminal.onData((text) => (shown += text));
    const code = await new Promise<number>((resolve) => terminal.onExit(({ exitCode }) => resolve(exitCode)));
    return { code, lines: shown.trimEnd().split(/\r?\n/) };
  };
  const stdin = await inTerminal(['check', '-', '-c', pipeline.config]);
  assert.equal([stdin.code, stdin.lines[0]], [2, 'error[OADS_USAGE_STDIN]: expected rows on stdin, got a terminal']);
  const arrow = await inTerminal(['load', '-o', '-', '-c', pipeline.config]);
  assert.equal([arrow.code, arrow.lines[0]], [2, 'error[OADS_USAGE_OUTPUT]: expected a pipe or a file for arrow, got a terminal']);
  assert.match(arrow.lines[1], /hint: add --format csv/);
  const csv = await inTerminal(['load', '-o', '-', '--format', 'csv', '-c', pipeline.config]);
  assert.equal([csv.code, csv.lines[0], csv.lines.length], [0, 'id,shipped,weight,hours,mode', 1002], 'and the report');
});

test('the second SIGINT ends at once', async () => {
  const stage = startStage(['check', '-', '-c', pipeline.config]);
  await until(() => readdirSync(stage.temp).length > 0, stage);
  stage.child.kill('SIGINT');
  stage.child.kill('SIGINT');
  assert.is((await stage.finished).code, 130);
});

test.run();
