import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FILES: Record<string, string> = {
  'package.json': JSON.stringify({
    name: 'tiny',
    version: '1.2.3',
    type: 'module',
    oclif: { bin: 'tiny', commands: { strategy: 'pattern', target: './dist/commands' } },
  }),
  'src/commands/hello.ts': `
    import { Command, Flags } from '@oclif/core';
    import { workerUrl } from '../core/score/worker-url.ts';
    export default class Hello extends Command {
      static summary = 'says hello';
      static flags = { loud: Flags.boolean({ summary: 'shouts' }) };
      async run(): Promise<string> { return String(workerUrl()); }
    }`,
  'src/commands/config/show.ts': `
    import { Command } from '@oclif/core';
    export default class Show extends Command {
      static summary = 'shows';
      async run(): Promise<void> {}
    }`,
  // Used by one command only: a bundler likes to put it into that command's own file.
  'src/core/score/worker-url.ts': `export const workerUrl = (): URL => new URL('./score-worker.js', import.meta.url);`,
  'src/core/score/score-worker.ts': 'console.log("worker" as string);',
  'plugins/x/package.json': '{}',
  'src/core/dashboard/public/index.html': '<p>page</p>',
};

let project = '';

function write(path: string, text: string): void {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), text);
}

function build(...args: string[]): { status: number | null; stderr: string } {
  return spawnSync(process.execPath, [join(project, 'scripts/build.mjs'), ...args], { encoding: 'utf8' });
}

function readManifest(): { version: string; commands: Record<string, { relativePath: string[]; flags: object; summary: string }> } {
  return JSON.parse(readFileSync(join(project, 'oclif.manifest.json'), 'utf8'));
}

const test = suite('scripts/build');

test.before.each(() => {
  project = mkdtempSync(join(tmpdir(), 'oads-build-'));
  for (const name of ['build.mjs', 'build-plugins.mjs', 'bundle.mjs', 'freshness.mjs', 'read-commit.mjs', 'bom', 'shell'])
    cpSync(join(ROOT, 'scripts', name), join(project, 'scripts', name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(project, 'node_modules'));
  for (const [path, text] of Object.entries(FILES)) write(path, text);
});

test.after.each(() => {
  rmSync(project, { recursive: true, force: true });
});

test('bundles, copies the dashboard and describes the commands', () => {
  const { status, stderr } = build();
  assert.equal([status, stderr], [0, '']);
  const { version, commands } = readManifest();
  assert.is(version, '1.2.3');
  assert.equal(Object.keys(commands).sort(), ['config:show', 'hello']);
  assert.equal(commands['config:show'].relativePath, ['dist', 'commands', 'config', 'show.js']);
  assert.equal(Object.keys(commands.hello.flags), ['loud']);
  assert.is(readFileSync(join(project, 'dist/public/index.html'), 'utf8'), '<p>page</p>');
  assert.not(existsSync(join(project, 'dist/manifest.json')));
});

test('a file beside the module is found from every command', () => {
  build();
  const ask = `
    import { Config } from '@oclif/core';
    const { default: Hello } = await import('./dist/commands/hello.js');
    console.log(await Hello.run([], await Config.load(process.cwd())));`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', ask], { encoding: 'utf8', cwd: project });
  assert.ok(existsSync(fileURLToPath(stdout.trim())), stdout);
});

test('builds only what is stale, if asked so', () => {
  build();
  const mark = join(project, 'dist/mark');
  writeFileSync(mark, '');
  build('--if-stale');
  assert.ok(existsSync(mark));
  for (const laid of ['config/x.yaml', 'models/x/bundle.json', 'LICENSE', 'dist/register.js', 'oads-plugin-x-0.1.0.tgz'])
    write(`plugins/x/${laid}`, '');
  build('--if-stale');
  assert.ok(existsSync(mark), 'what a build or npm pack lays into a plugin is no source');
  write('src/commands/more.ts', FILES['src/commands/config/show.ts']);
  build('--if-stale');
  assert.not(existsSync(mark));
  assert.ok('more' in readManifest().commands);
});

test('a source that does not compile keeps the last build, and leaves no stamp for itself', () => {
  build();
  write('src/commands/hello.ts', 'export default class {');
  const { status, stderr } = build('--if-stale');
  assert.is(status, 1);
  assert.match(stderr, 'hello.ts');
  assert.ok('hello' in readManifest().commands);
  assert.is(build('--if-stale').status, 1);
});

test('a command that cannot be imported fails the build by its name', () => {
  write('src/commands/broken.ts', 'throw new Error("at import");');
  const { status, stderr } = build();
  assert.is(status, 1);
  assert.match(stderr, 'findCommand (broken)');
  assert.not(existsSync(join(project, 'dist')));
});

test('removes what killed builds left behind', () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  write(`dist.tmp-${pid}/main.js`, '');
  write(`dist.old-${pid}/main.js`, '');
  build();
  assert.equal(
    readdirSync(project).filter((name) => name.startsWith('dist')),
    ['dist'],
  );
});

test.run();
