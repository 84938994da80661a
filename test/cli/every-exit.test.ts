import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import path from 'node:path';
import type { TSchema } from 'typebox';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { COMMAND_RESULTS, ErrorResult } from '../../src/cli/results/command-results.ts';
import { findViolations } from '../../src/core/schema/validate.ts';
import { AS_OF, executable, type Finished, oadsEnv, root, runOads, scratchDir, startOads } from '../support/cli.ts';
import { faultEnv } from '../support/fault-injection/fault-point.ts';
import { linkPlugins } from '../support/link-plugins.ts';
import { makeShipments, makeSmallPipeline } from '../support/small-pipeline.ts';

const test = suite('cli/every-exit');
let scratch: Awaited<ReturnType<typeof scratchDir>>;
let env: Record<string, string>;
let taken: Server;

const at = (name: string) => path.join(scratch.dir, name);

/** Loaders that leave the well-trodden path. */
const PLUGIN = `
const open = { type: 'object', additionalProperties: true };
export default ({ api, pl }) => ({ apiVersion: api.version, checks: [], features: [], loaders: [
  { name: 'throws', description: '', options: open, async *load() { throw new Error('no licence'); } },
  { name: 'forgets', description: '', options: open, async *load() {
    Promise.reject(new Error('nobody waits for it'));
    await new Promise(() => setTimeout(() => {}, 60_000));
  } },
  { name: 'exits', description: '', options: open, async *load() { process.exit(0); } },
  { name: 'waits-for-ever', description: '', options: open, async *load() { await new Promise(() => {}); } },
  { name: 'waits', description: '', options: open, async *load(options, { signal }) {
    process.stderr.write('waiting\\n');
    const timer = setTimeout(() => {}, 60_000);
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    clearTimeout(timer);
    yield api.Batch.fromFrame(pl.DataFrame({ id: [1] }));
  } },
] });
`;

test.before(async () => {
  scratch = await scratchDir();
  const pipeline = await makeSmallPipeline(scratch.dir);
  env = { OADS_DATA_DIR: at('data'), OADS_CONFIG_DIR: at('config'), OADS_CACHE_DIR: at('cache'), ...oadsEnv };
  mkdirSync(at('plugin'));
  const manifest = { name: '@desk/plugin-desk', version: '1.0.0', type: 'module', keywords: ['oclif-plugin'] };
  writeFileSync(at('plugin/package.json'), JSON.stringify({ ...manifest, oclif: { hooks: { 'oads:register': './register.js' } } }));
  writeFileSync(at('plugin/register.js'), PLUGIN);
  linkPlugins(env.OADS_DATA_DIR, [at('plugin')]);

  const bad = makeShipments(300, 31);
  bad[7].mode = 'mule\u001b[31m\u202e';
  pipeline.writeBatch('bad.csv', bad);
  pipeline.writeBatch(
    'shifted.csv',
    makeShipments(1000, 5).map((row) => ({ ...row, hours: Number(row.hours) + 20 })),
  );
  const source = '{loader: file, options: {path: batch.csv}}';
  for (const loader of ['throws', 'forgets', 'waits', 'exits', 'waits-for-ever'])
    pipeline.reconfigure(`${loader}.yaml`, (yaml) => yaml.replace(source, `{loader: "desk:${loader}"}`));
  pipeline.reconfigure('gone.yaml', (yaml) => yaml.replace('batch.csv', 'gone.csv'));
  pipeline.reconfigure('bad.yaml', (yaml) => yaml.replace('batch.csv', 'bad.csv'));
  pipeline.reconfigure('fallback.yaml', (yaml) => `${yaml.replace('batch.csv', 'gone.csv')}fallback: {file: {path: batch.csv}}\n`);
  pipeline.reconfigure('block.yaml', (yaml) => `${yaml}gate: {drift: block}\n`);
  pipeline.reconfigure('no-model.yaml', (yaml) => yaml.replace('{path: model}', '{path: no-model}'));
  pipeline.reconfigure('broken-plugin.yaml', (yaml) => yaml.replace(source, '{loader: "broken:any"}'));
  pipeline.reconfigure('segments.yaml', (yaml) => `${yaml}segments: [mode]\n`);
  mkdirSync(at('broken'));
  const broken = { ...manifest, name: '@desk/plugin-broken', oclif: { hooks: { 'oads:register': './register.js' } } };
  writeFileSync(at('broken/package.json'), JSON.stringify(broken));
  writeFileSync(at('broken/register.js'), "export default () => { throw new Error('no licence'); };");

  const run = await runOads(['run', '-c', 'oads.yaml'], { cwd: scratch.dir });
  if (run.code !== 0) throw new Error(run.stderr);
  cpSync(at('model'), at('altered'), { recursive: true });
  appendFileSync(at('altered/reference.json'), ' ');
  writeFileSync(at('a-file'), '');
  cpSync(at('artifacts'), at('damaged'), { recursive: true });
  const [runId] = readFileSync(at('artifacts/shipments/latest/manifest.json'), 'utf8').match(/[0-9a-f]{16}(?=")/) as string[];
  writeFileSync(at(`damaged/shipments/runs/${runId}/manifest.json`), '{}');
  taken = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => taken.once('listening', resolve));
});
test.after(async () => {
  taken.close();
  await scratch.remove();
});

/** Exit code → command lines that end with it. `broken` stands for a plugin that does not register: linked for these alone. */
const CASES: Record<number, readonly string[]> = {
  0: [
    'load -c oads.yaml -o out.parquet',
    'load -c fallback.yaml',
    'check batch.csv -c oads.yaml',
    'check batch.csv -c segments.yaml -o quality.json',
    'check bad.csv -c oads.yaml --exit-zero',
    'check bad.csv -c oads.yaml --exit-zero --strict',
    'drift batch.csv -c oads.yaml',
    'drift batch.csv -c segments.yaml -o drift.json',
    'drift shifted.csv -c block.yaml --exit-zero',
    'score batch.csv -c oads.yaml',
    'score batch.csv -c oads.yaml --strict --exit-zero',
    'run -c oads.yaml',
    'run -c fallback.yaml --artifacts fallback',
    'run -c bad.yaml --artifacts withheld --exit-zero',
    'fit -c oads.yaml --reference reference.csv -o model2',
    'verify artifacts',
    'verify model',
    'verify altered --exit-zero',
    'prune --artifacts artifacts --runs 1 --dry-run',
    'prune --artifacts nowhere --runs 1',
    'history --artifacts artifacts',
    'history --artifacts damaged',
    'history --artifacts nowhere',
    'report --artifacts artifacts -o report.html',
  ],
  1: [
    'load -c fallback.yaml --strict',
    'check bad.csv -c oads.yaml',
    'drift shifted.csv -c block.yaml',
    'score batch.csv -c oads.yaml --strict',
    'run -c bad.yaml --artifacts withheld',
    'verify altered',
    'verify damaged',
    'history --artifacts damaged --strict',
    'report --artifacts damaged -o report.html',
  ],
  2: [
    ...Object.keys(COMMAND_RESULTS).map((command) => `${command.replaceAll(':', ' ')} --no-such-flag`),
    ...['load', 'check', 'drift', 'score', 'run', 'fit', 'verify', 'prune', 'history', 'serve'].map(
      (command) => `${command} -c no-such.yaml`,
    ),
    'prune --artifacts artifacts --runs 0',
    'serve --artifacts artifacts --port TAKEN',
    'prune --artifacts artifacts',
    'history --artifacts artifacts --pipeline nope',
    'report --artifacts nowhere -o report.html',
    'report nope --artifacts artifacts -o report.html',
    'history --artifacts artifacts --limit 0',
    'history --artifacts artifacts --since yesterday',
    'check batch.csv -c oads.yaml --exit-zero --as-of yesterday',
    'fit -c oads.yaml --orientation lower',
    'fit -c oads.yaml --detector knn --onnx model.onnx',
  ],
  3: [
    'load -c gone.yaml',
    'check gone\u001b[31m\u202e.csv -c oads.yaml --exit-zero',
    'drift gone.csv -c oads.yaml',
    'score gone.csv -c oads.yaml',
    'run -c gone.yaml --artifacts none --exit-zero',
    'fit -c oads.yaml --reference bad.csv -o model3',
    'verify nowhere',
    'prune --artifacts a-file --runs 1',
    'history --artifacts a-file',
  ],
  4: [
    'load -c throws.yaml',
    'check -c throws.yaml',
    'drift batch.csv -c no-model.yaml',
    'score batch.csv -c no-model.yaml --exit-zero',
    'run -c throws.yaml',
    'fit -c throws.yaml -o model4',
    ...['load', 'check', 'drift', 'score', 'fit'].map((command) => `${command} -c forgets.yaml`),
    ...['exits'].map((loader) => `check -c ${loader}.yaml`),
  ],
};

const STDOUT_OF_AN_ERROR = '';

/** Exit code → what became of its lines, each without and with --json; all but those of 4, which may do anything, in one process. */
let outcomesOf: Promise<Record<string, Outcome[]>> | undefined;

async function runCases(): Promise<Record<string, Outcome[]>> {
  const port = String((taken.address() as { port: number }).port);
  const { 4: failing, ...others } = CASES;
  const commandsOf = (lines: readonly string[]) =>
    lines.map((line) => line.replace('TAKEN', port).split(' ')).flatMap((args) => [args, [...args, '--json']]);
  const outcomes = await runAll(Object.values(others).flatMap(commandsOf));
  const byCode = Object.entries(others).map(([code, lines]) => [code, outcomes.splice(0, 2 * lines.length)]);
  return { ...Object.fromEntries(byCode), 4: await runAll(commandsOf(failing)) };
}

for (const [exit, lines] of Object.entries(CASES).map(([code, lines]) => [Number(code), lines] as const)) {
  test(`${exit}: ${lines.length} commands, each with and without --json`, async () => {
    outcomesOf ??= runCases();
    const { [exit]: outcomes } = await outcomesOf;
    assert.is(outcomes.length, 2 * lines.length);
    for (const [index, line] of lines.entries()) {
      const [plain, asJson] = outcomes.slice(2 * index, 2 * index + 2);
      assert.is(plain.code, exit, `${line}: ${plain.stdout}${plain.stderr}`);
      assert.is(asJson.code, exit, `${line} --json: ${asJson.stdout}${asJson.stderr}`);
      const result = JSON.parse(asJson.stdout) as object;
      assert.is(asJson.stdout.trimEnd().split('\n').at(-1), '}', 'one object, and nothing behind it');
      const [command] = line.split(' ');
      if ('error' in result) {
        assert.is(plain.stdout, STDOUT_OF_AN_ERROR, line);
        assert.is(plain.stderr.split('\n').filter((text) => text.startsWith('error[')).length, 1, `${line}: ${plain.stderr}`);
        assert.is((result.error as { exitCode: number }).exitCode, exit, line);
        assertValid(ErrorResult, result, line);
      } else {
        assert.ok(exit < 2, line);
        assert.ok(plain.stdout.endsWith('\n'), line);
        assertValid(COMMAND_RESULTS[command], result, line);
      }
      if ('exit_code' in result) assert.is(result.exit_code, exit, line);
      // Tables and errors alike: the batch holds an escape sequence and a mark that turns text around.
      assert.not.match(plain.stdout + plain.stderr + asJson.stdout, /(?!\n)[\p{Cc}\u202e]/u, line);
    }
  });
}

test('4: a run, which holds a lock, in processes of its own', async () => {
  for (const json of [[], ['--json']]) {
    const { code, stdout, stderr } = await runOads(['run', '-c', 'forgets.yaml', '--artifacts', 'forgotten', ...json], {
      cwd: scratch.dir,
      env,
    });
    assert.is(code, 4, stderr);
    if (json.length > 0) assertValid(ErrorResult, JSON.parse(stdout), 'run');
    else assert.is(stdout, '');
  }
});

test('4: a loader that waits for what never comes, in a process of its own: no temporary directory is left', async () => {
  mkdirSync(at('tmp'));
  const { code, stdout, stderr } = await runOads(['check', '-c', 'waits-for-ever.yaml'], {
    cwd: scratch.dir,
    env: { ...env, TMPDIR: at('tmp') },
  });
  assert.is(code, 4, stderr);
  assert.match(stderr, /^error\[OADS_PLUGIN_FAILED\]: plugin @desk\/plugin-desk waits for something that never comes\n/);
  assert.is(stdout, '');
  assert.equal(readdirSync(at('tmp')), []);
});

test('a damaged list of plugins is told once, on one line, and is an error only for who asks for plugins', async () => {
  mkdirSync(at('torn'));
  writeFileSync(at('torn/package.json'), '');
  const { code, stderr } = await runOads(['check', 'batch.csv', '-c', 'oads.yaml'], {
    cwd: scratch.dir,
    env: { OADS_DATA_DIR: at('torn') },
  });
  assert.is(code, 0, stderr);
  assert.match(stderr, /^warning: no plugin is loaded: .*torn\/package\.json: expected JSON, got Unexpected end of JSON input; [^\n]*\n$/);
});

test('a plugin that no config names cannot spoil a command: it exits, leaves a timer, or throws where nobody listens', async () => {
  const others = { ...env, OADS_DATA_DIR: at('others') };
  const plugins = [];
  for (const [name, hook] of [
    ['ends', 'process.exit(0)'],
    ['stays', 'setInterval(() => {}, 1000); return { apiVersion: 1 }'],
    ['strays', "Promise.reject(new Error('gone astray')); return { apiVersion: 1 }"],
  ]) {
    const root = at(`other-${name}`);
    mkdirSync(root);
    const manifest = { name: `oads-plugin-${name}`, version: '1.0.0', type: 'module' };
    writeFileSync(path.join(root, 'package.json'), JSON.stringify({ ...manifest, oclif: { hooks: { 'oads:register': './register.js' } } }));
    writeFileSync(path.join(root, 'register.js'), `export default () => { ${hook}; };`);
    plugins.push({ name: manifest.name, type: 'link', root });
  }
  mkdirSync(at('others'));
  writeFileSync(at('others/package.json'), JSON.stringify({ oclif: { schema: 1, plugins } }));
  const { code, stdout, stderr } = await runOads(['check', 'batch.csv', '-c', 'oads.yaml'], { cwd: scratch.dir, env: others });
  assert.is(code, 0, stderr);
  assert.match(stdout, /\nquality pass: /);
  assert.match(stderr, /^warning: plugin oads-plugin-ends failed to register: plugin oads-plugin-ends called process\.exit\(0\)$/m);
  assert.match(stderr, /^warning: plugin oads-plugin-strays: an error that nothing in it caught: gone astray$/m);
});

const IN_NDJSON = [
  ['check', 'bad.csv', '-c', 'segments.yaml'],
  ['drift', 'batch.csv', '-c', 'segments.yaml'],
  ['verify', 'altered'],
  ['history', '--artifacts', 'artifacts'],
];
const IN_FILES = { check: 'segmented-quality.json', drift: 'segmented-drift.json' };

/** What the tests below look at, by what it is for; in one process. */
const SPEAKING: Record<'quiet' | 'loud' | 'ndjson' | 'both' | 'files' | 'csv', string[][]> = {
  quiet: [['load', '-c', 'fallback.yaml', '--json', '--quiet']],
  loud: [['load', '-c', 'fallback.yaml']],
  ndjson: IN_NDJSON.map((args) => [...args, '--format', 'ndjson']),
  both: IN_NDJSON.map((args) => [...args, '--format', 'ndjson', '--json']),
  files: Object.entries(IN_FILES).map(([command, name]) => [command, 'batch.csv', '-c', 'segments.yaml', '-o', name, '--json']),
  csv: [['history', '--artifacts', 'damaged', '--format', 'csv']],
};
let spoken: Promise<Outcome[]> | undefined;

async function listen(what: keyof typeof SPEAKING): Promise<Outcome[]> {
  const commands = Object.entries(SPEAKING).flatMap(([name, lines]) => lines.map((args) => ({ name, args })));
  spoken ??= runAll(commands.map(({ args }) => args));
  const outcomes = await spoken;
  assert.is(outcomes.length, commands.length);
  return outcomes.filter((_, index) => commands[index].name === what);
}

test('what was warned of is in the result, also with --quiet', async () => {
  const [quiet] = await listen('quiet');
  const [loud] = await listen('loud');
  const warned = [...loud.stderr.matchAll(/^warning: (.*)$/gm)].map(([, message]) => message);
  assert.ok(warned.length > 0, loud.stderr);
  assert.equal(JSON.parse(quiet.stdout).warnings, warned);
  assert.is(quiet.stderr, '');
});

test('--format ndjson: one object a line, the summary with the warnings last; --json beside it is refused', async () => {
  const types = (await listen('ndjson')).map(({ stdout }) => {
    const records = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string; warnings?: string[] });
    assert.ok(Array.isArray(records.at(-1)?.warnings));
    return [...new Set(records.map(({ type }) => type))];
  });
  assert.equal(types, [
    ['check', 'segmentation', 'summary'],
    ['feature', 'segmentation', 'summary'],
    ['problem', 'summary'],
    ['run', 'summary'],
  ]);
  for (const { code, stdout } of await listen('both')) {
    assert.is(code, 2);
    assert.match(JSON.parse(stdout).error.message, /^expected either --format or --json, got both$/);
  }
});

test('-o holds what --json prints, with the segments, but for the warnings', async () => {
  for (const [index, { stdout }] of (await listen('files')).entries()) {
    const { warnings: _, ...result } = JSON.parse(stdout);
    assert.equal(JSON.parse(readFileSync(at(Object.values(IN_FILES)[index]), 'utf8')), result);
    assert.ok(result.segments.length > 0);
  }
});

test('history --format csv is RFC 4180', async () => {
  const [{ stdout }] = await listen('csv');
  const [header, row, rest] = stdout.split('\r\n');
  assert.match(header, /^pipeline,run_id,state,finished_at,/);
  assert.match(row, /^shipments,[0-9a-f]{16},damaged,.*,"manifest\.json .*"$/);
  assert.is(rest, '');
});

test('4: a plugin that does not register, for a config that uses it', async () => {
  linkPlugins(env.OADS_DATA_DIR, [at('plugin'), at('broken')]);
  const commands = ['load', 'check', 'run', 'serve', 'verify', 'history'].map((command) => [command, '-c', 'broken-plugin.yaml', '--json']);
  const outcomes = await runAll([...commands, ['verify', 'artifacts', '-c', 'oads.yaml', '--json']]);
  const [{ stdout, stderr }] = outcomes.splice(-1);
  for (const outcome of outcomes) {
    assert.is(outcome.code, 4, outcome.stdout);
    assert.is(JSON.parse(outcome.stdout).error.code, 'OADS_PLUGIN_REGISTER');
  }
  assert.match(JSON.parse(stdout).warnings.join('\n'), /^plugin @desk\/plugin-broken failed to register: no licence$/, stderr);
});

const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;

for (const [index, command] of ['load', 'check', 'drift', 'score', 'run', 'fit', 'serve'].entries()) {
  test(`130 and 143: ${command} ends as it was asked to, with and without --json`, async () => {
    const args = command === 'serve' ? ['serve', '--artifacts', 'artifacts'] : [command, '-c', 'waits.yaml'];
    for (const [signal, code] of Object.entries(SIGNALS) as [NodeJS.Signals, number][]) {
      // Each signal with one of the two forms, the other way round for every other command.
      const json = (signal === 'SIGINT') === (index % 2 === 0) ? ['--json'] : [];
      const port = await findFreePort();
      const last = command === 'serve' ? ['--port', String(port)] : [];
      const { child, finished } = startOads([...args, ...last, ...json], { env, cwd: scratch.dir });
      if (command === 'serve') await answers(port);
      else await sees(child, /waiting/);
      child.kill(signal);
      const ended = await finished;
      assert.is(ended.code, code, ended.stderr);
      if (json.length === 0) continue;
      const result = JSON.parse(ended.stdout) as object;
      assertValid(command === 'serve' ? COMMAND_RESULTS.serve : ErrorResult, result, command);
    }
  });
}

test('130: verify and history stop between two runs', async () => {
  for (const [command, ...args] of [
    ['verify', 'artifacts'],
    ['history', '--artifacts', 'artifacts'],
  ]) {
    const fault = faultEnv({ under: at('artifacts'), trace: at('trace'), act: { signal: 'SIGINT' }, reads: true, label: /system_state/ });
    const { code, stdout, stderr } = await runOads([command, ...args, '--json'], { cwd: scratch.dir, env: { ...env, ...fault } });
    assert.is(code, 130, stderr);
    assertValid(ErrorResult, JSON.parse(stdout), command);
  }
});

type Outcome = Pick<Finished, 'code' | 'stdout' | 'stderr'>;

/** All in the directory of the pipeline, one after the other: in one process, but an executable is started for each. */
async function runAll(commands: readonly (readonly string[])[]): Promise<Outcome[]> {
  if (executable) {
    const outcomes: Outcome[] = [];
    for (const args of commands) outcomes.push(await runOads(args, { env, cwd: scratch.dir }));
    return outcomes;
  }
  writeFileSync(at('cases.json'), JSON.stringify({ cwd: scratch.dir, commands }));
  const { status, stderr } = spawnSync(
    process.execPath,
    [path.join(root, 'test/support/command-driver.mjs'), at('cases.json'), at('outcomes.json')],
    {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: process.env.TMPDIR, OADS_AS_OF: AS_OF, ...env },
      encoding: 'utf8',
    },
  );
  assert.is(status, 0, stderr);
  return JSON.parse(readFileSync(at('outcomes.json'), 'utf8'));
}

function assertValid(schema: TSchema, result: unknown, what: string): void {
  assert.equal(
    findViolations(schema, result).map(({ path: place, expected, got }) => `${place.join('.')}: expected ${expected}, got ${got}`),
    [],
    what,
  );
}

/** Resolves when the process has said so on stderr. */
async function sees({ stderr }: ReturnType<typeof startOads>['child'], what: RegExp): Promise<void> {
  await new Promise<void>((resolve) => stderr?.on('data', (text: string) => what.test(text) && resolve()));
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** With --json a server says nothing before it ends. */
async function answers(port: number): Promise<void> {
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/health`).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer) return;
  }
}

test.run();
