import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { AS_OF, executable, type Finished, npmCommand, runOads, scratchDir } from '../support/cli.ts';
import { makeSmallPipeline, type SmallPipeline } from '../support/small-pipeline.ts';
import { isHostBusy, runWarm } from '../support/warm-oads.ts';

const test = suite('cli/warm-commands');
let scratch: Awaited<ReturnType<typeof scratchDir>>;
let pipeline: SmallPipeline;
const at = (name: string) => path.join(scratch.dir, 'files', name);

test.before(async () => {
  scratch = await scratchDir();
  mkdirSync(at(''));
  pipeline = await makeSmallPipeline(at(''));
  pipeline.reconfigure('refusing.yaml', (yaml) => yaml.replace('[air, sea, road]', '[air, sea]'));
  pipeline.reconfigure('gone.yaml', (yaml) => yaml.replace('batch.csv', 'gone.csv'));
  pipeline.reconfigure('no-model.yaml', (yaml) => yaml.replace('path: model}', 'path: nowhere}'));
  pipeline.reconfigure('asking.yaml', (yaml) => yaml.replace('path: batch.csv', 'path: "${WHERE}/batch.csv"'));
});
test.after(() => scratch.remove());

/** Always in the host, whatever OADS_TEST_PROCESSES asks. */
function warm(args: readonly string[], { cwd = at(''), env = {} }: { cwd?: string; env?: Record<string, string> } = {}) {
  const { PATH, HOME, TMPDIR } = process.env as Record<string, string>;
  return runWarm({ args, env: { PATH, HOME, TMPDIR, NO_COLOR: '1', OADS_AS_OF: AS_OF, ...env }, cwd, program: npmCommand[1] });
}

/** Each of the commands that ends by itself, and each exit code of theirs. */
const LINES: readonly (readonly [line: string, code: number])[] = [
  ['run', 0],
  ['run -c refusing.yaml --verbose', 1],
  ['run -c gone.yaml --artifacts none', 3],
  ['score batch.csv -c no-model.yaml', 4],
  ['check --json', 0],
  ['load -o loaded.csv', 0],
  ['load --format csv -o -', 0],
  ['drift', 0],
  ['score -o scores.csv', 0],
  ['fit --reference reference.csv -o fitted', 0],
  ['promote fitted -c oads.yaml', 0],
  ['verify artifacts', 0],
  ['history', 0],
  ['report -o report.html', 0],
  ['labels -o labels.csv', 0],
  ['prune --runs 1 --dry-run', 0],
  ['notify list', 0],
  ['init --from batch.csv -o made.yaml', 0],
  ['config check', 0],
  ['config show', 0],
  ['config schema', 0],
  ['version --json', 0],
  ['--version', 0],
  ['check --no-such-flag', 2],
  ['no-such-command --json', 2],
  ['fit --help', 0],
];

test('a command says and writes the same in the host as in a process of its own', async () => {
  const dirs = ['own', 'hosted'].map((name) => path.join(scratch.dir, name));
  for (const dir of dirs) cpSync(at(''), dir, { recursive: true });
  for (const [line, code] of LINES) {
    const args = line.split(' ');
    const own = await runOads(args, { cwd: dirs[0], process: 'own' });
    const hosted = await warm(args, { cwd: dirs[1] });
    assert.is(own.code, code, `${line}: ${own.stderr}`);
    assert.equal(timeless(hosted), timeless(own), line);
    assert.equal(listFiles(dirs[1]), listFiles(dirs[0]), line);
  }
  for (const file of ['loaded.csv', 'scores.csv', 'made.yaml', 'fitted/model.onnx'])
    assert.ok(readFileSync(path.join(dirs[1], file)).equals(readFileSync(path.join(dirs[0], file))), file);
});

test('nothing of a command reaches the next: environment, directory, umask, warnings, secrets that it learned', async () => {
  mkdirSync(at('elsewhere'));
  assert.is((await warm(['check', '-c', 'asking.yaml'], { env: { WHERE: at('') } })).code, 0);
  assert.match((await warm(['check', '-c', 'asking.yaml'])).stderr, /expected the environment variable WHERE to be set/);
  assert.match((await warm(['check'], { cwd: at('elsewhere') })).stderr, /OADS_CONFIG_UNREADABLE/);

  const before = process.umask(0o027);
  try {
    await warm(['init', '--from', 'batch.csv', '-o', 'group.yaml']);
  } finally {
    process.umask(before);
  }
  await warm(['init', '--from', 'batch.csv', '-o', 'usual.yaml']);
  assert.equal([modeOf('group.yaml'), modeOf('usual.yaml')], [0o666 & ~0o027, 0o666 & ~before]);

  pipeline.reconfigure('warning.yaml', (yaml) => `${yaml.replace('batch.csv', 'gone.csv')}fallback: {file: {path: batch.csv}}\n`);
  assert.match((await warm(['load', '-c', 'warning.yaml'])).stderr, /^warning: /);
  assert.equal(JSON.parse((await warm(['load', '--json'])).stdout).warnings, []);

  assert.match((await warm(['check', '-c', 'nowhere.yaml'], { env: { API_TOKEN: 'nowhere' } })).stderr, /"\*{5}\.yaml"/);
  assert.match((await warm(['check', '-c', 'nowhere.yaml'])).stderr, /"nowhere\.yaml"/);
});

test('what ends the host ends the command, with what it had said, and the next has a new one', async () => {
  // The single executable would keep its plugins in another.
  const env = { OADS_DATA_DIR: at('data') };
  for (const [name, how] of [
    ['killed', "process.kill(process.pid, 'SIGKILL')"],
    ['waiting', 'await new Promise(() => {})'],
  ]) {
    mkdirSync(at(name));
    const manifest = {
      name: `oads-plugin-${name}`,
      version: '1.0.0',
      type: 'module',
      oclif: { hooks: { 'oads:register': './register.js' } },
    };
    writeFileSync(at(`${name}/package.json`), JSON.stringify(manifest));
    const loader = `{ name: '${name}', description: '', options: { type: 'object' }, async *load() { process.stderr.write('loading\\n'); ${how}; } }`;
    writeFileSync(at(`${name}/register.js`), `export default ({ api }) => ({ apiVersion: api.version, loaders: [${loader}] });`);
    assert.is((await runOads(['plugins', 'link', at(name), '--no-install'], { env })).code, 0);
    writeFileSync(at(`${name}.yaml`), `version: 1\npipeline: p\nsource: {loader: "${name}:${name}"}\n`);
  }
  const own = await runOads(['load', '-c', at('killed.yaml')], { env, process: 'own' });
  assert.is(own.signal, 'SIGKILL', own.stderr);
  assert.equal(await warm(['load', '-c', at('killed.yaml')], { env }), own);
  const waiting = await warm(['load', '-c', at('waiting.yaml')], { env });
  assert.equal(waiting, await runOads(['load', '-c', at('waiting.yaml')], { env, process: 'own' }));
  assert.is(waiting.code, 4, waiting.stderr);
  assert.is((await warm(['check'])).code, 0);
});

test('runOads takes the host, but for what needs a process of its own, and never for two at once', async () => {
  const hosted = async (...asked: Parameters<typeof runOads>) => {
    const running = runOads(...asked);
    const isHosted = isHostBusy();
    await running;
    return isHosted;
  };
  const usual = !executable && !process.env.OADS_TEST_PROCESSES;
  assert.is(await hosted(['--version']), usual);
  assert.not.ok(await hosted(['--version'], { process: 'own' }));
  assert.not.ok(await hosted(['--version'], { onStart: () => {} }));
  assert.not.ok(await hosted(['--version'], { command: npmCommand }));
  assert.not.ok(await hosted(['--version'], { env: { NODE_OPTIONS: '--no-warnings' } }));
  assert.not.ok(await hosted(['plugins']));
  const [first, second] = await Promise.all([runOads(['--version']), runOads(['--version'])]);
  assert.equal(first, second);
});

/** Without what tells when and how fast. */
function timeless({ stdout, stderr, ...ended }: Finished): Finished {
  const tidy = (text: string) =>
    text
      .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, 'TIME')
      .replaceAll(/\/(?:own|hosted)\//g, '/DIR/')
      .replaceAll(/"(\w*(?:ms|seconds))": [\d.]+/g, '"$1": N');
  return { ...ended, stdout: tidy(stdout), stderr: tidy(stderr) };
}

const listFiles = (dir: string) => readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort();
const modeOf = (name: string) => statSync(at(name)).mode & 0o777;

test.run();
