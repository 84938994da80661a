import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { load } from 'js-yaml';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { oadsEnv, root, runJson, runOads, scratchDir } from '../support/cli.ts';

const test = suite('cli/config');
const shipped = path.join(root, 'config', 'us-flights.yaml');
let scratch: Awaited<ReturnType<typeof scratchDir>>;
const at = (name: string) => path.join(scratch.dir, name);

test.before(async () => {
  scratch = await scratchDir();
});
test.after(() => scratch.remove());

const LEAST = 'version: 1\npipeline: p\nsource: {loader: file, options: {path: a.csv}}\n';

test('config show prints YAML whose values are those of the JSON', async () => {
  const [text, { json }] = await Promise.all([
    runOads(['config', 'show', '-c', shipped]),
    runJson<{ settings: { path: string; value: unknown; origin: string; from: string }[] }>(['config', 'show', '-c', shipped]),
  ]);
  assert.is(text.code, 0, text.stderr);
  const document = load(text.stdout) as Record<string, unknown>;
  const valueAt = (keys: string) =>
    keys
      .split(/[.[\]]+/)
      .filter(Boolean)
      .reduce<unknown>((node, key) => (node as Record<string, unknown>)?.[key], document);
  assert.ok(json.settings.length > 100);
  for (const { path: key, value } of json.settings) assert.equal(valueAt(key) ?? null, value, key);
  const port = json.settings.find(({ path: key }) => key === 'dashboard.port');
  assert.match(port?.origin ?? '', /us-flights\.yaml:\d+$/);
  assert.match(text.stdout, /^ {2}min_rows: 50 +# default$/m);
  assert.match(text.stdout, /OADS_DATABASE_URL is not set/);
});

test('config show leaves out what was not given, and origins, if asked so; a flag counts', async () => {
  const { stdout } = await runOads(['config', 'show', '-c', shipped, '--no-defaults', '--no-origin', '--artifacts', 'elsewhere']);
  assert.not.match(stdout, /dashboard\.|# default|segment_limits|us-flights\.yaml:/);
  assert.match(stdout, /^artifacts: \S+elsewhere$/m);
  const { json } = await runJson<{ settings: { path: string; from: string }[] }>(['config', 'show', '-c', shipped, '--artifacts', 'x']);
  assert.is(json.settings.find(({ path: key }) => key === 'artifacts')?.from, 'flag');
});

test('config check: sound, doubtful, invalid with all its problems, and a bundle that cannot be used', async () => {
  writeFileSync(at('sound.yaml'), LEAST);
  const sound = await runOads(['config', 'check', '-c', at('sound.yaml')]);
  assert.equal([sound.code, sound.stdout], [0, `${at('sound.yaml')}: sound; it names no model, so that nothing can be scored\n`]);

  writeFileSync(at('doubtful.yaml'), `${LEAST}quarantine: {max_share: 0.9}\n`);
  const doubtful = await runOads(['config', 'check', '-c', at('doubtful.yaml')]);
  assert.equal([doubtful.code, /doubtful\.yaml:4:14 quarantine\.max_share/.test(doubtful.stderr)], [0, true], doubtful.stderr);
  assert.is((await runOads(['config', 'check', '-c', at('doubtful.yaml'), '--strict'])).code, 1);

  writeFileSync(at('invalid.yaml'), 'version: 2\npipelin: x\nsource: {loader: fil}\n');
  const invalid = await runOads(['config', 'check', '-c', at('invalid.yaml')]);
  assert.is(invalid.code, 2);
  assert.match(invalid.stderr, /invalid\.yaml:2:1 pipelin: .*did you mean "pipeline"/);
  assert.match(invalid.stderr, /invalid\.yaml:3:10 source\.loader: /);
  const lines = invalid.stderr.split('\n').map((line) => line.replace(/^.*(invalid\.yaml:\d+:\d+).*$/, '$1'));
  assert.equal(lines, ['invalid.yaml:1:1', 'invalid.yaml:2:1', 'invalid.yaml:3:10', 'invalid.yaml:1:1', ''], invalid.stderr);
  assert.match(invalid.stderr, /^error\[OADS_CONFIG_INVALID\]: \S+invalid\.yaml:1:1 version: expected 1, got 2/);
  const { json } = await runJson<{ error: { details: { violations: unknown[] } } }>(['config', 'check', '-c', at('invalid.yaml')]);
  assert.is(json.error.details.violations.length, 4);

  writeFileSync(at('broken-bundle.yaml'), `${LEAST}model: {path: nowhere}\n`);
  const broken = await runOads(['config', 'check', '-c', at('broken-bundle.yaml')]);
  assert.is(broken.code, 4);
  assert.match(broken.stderr, /error\[OADS_MODEL_MISSING\]: .*expected one, got nothing: it was not fitted yet/);
  assert.match(broken.stderr, /oads fit -c CONFIG --reference FILE/);
  writeFileSync(at('held-out.yaml'), `${LEAST}model: {path: nowhere}\nholdout: {row: 100}\n`);
  assert.match((await runOads(['config', 'check', '-c', at('held-out.yaml')])).stderr, /`oads fit -c CONFIG`/);
});

test('config check reads no data: the source need not exist', async () => {
  const config = at('no-source.yaml');
  writeFileSync(config, LEAST.replace('a.csv', 'not-there.csv'));
  rmSync(at('not-there.csv'), { force: true });
  assert.is((await runOads(['config', 'check', '-c', config])).code, 0);
});

test('config schema prints what the repository ships for editors', async () => {
  const { stdout, code } = await runOads(['config', 'schema']);
  assert.is(code, 0);
  assert.is(stdout, readFileSync(path.join(root, 'config', 'oads.schema.json'), 'utf8'));
});

test('a command or flag that does not exist: one line, what was meant, exit 2, no question', async () => {
  for (const [args, meant] of [
    [['chek'], '(did you mean "check"?)'],
    [['config', 'shwo'], '(did you mean "config show"?)'],
    [['check', '--confg', 'x'], '--confg (did you mean --config?)'],
  ] as const) {
    const { code, stdout, stderr } = await runOads(args);
    assert.equal([code, stdout], [2, ''], args.join(' '));
    assert.ok(stderr.includes(meant), stderr);
    assert.is(stderr.split('\n').length, 3, stderr);
  }
  const { code, json } = await runJson<{ error: { code: string; exitCode: number } }>(['chek']);
  assert.equal([code, json.error.code, json.error.exitCode], [2, 'OADS_USAGE_COMMAND', 2]);
});

test('version: the same first line by every name, and what it was built from', async () => {
  const lines = await Promise.all(
    [['--version'], ['-v'], ['version'], ['version', '--verbose']].map(async (args) => (await runOads(args)).stdout.split('\n')),
  );
  for (const [first] of lines) assert.match(first, /^oads\/\d+\.\d+\.\d+ \S+-\S+ node-v\d+/);
  assert.is(new Set(lines.map(([first]) => first)).size, 1);
  assert.match(lines[3].join('\n'), /^nodejs-polars \d+\.\d+\.\d+$/m);
  const { json } = await runJson<{ libraries: Record<string, string> }>(['version']);
  assert.match(json.libraries['@oclif/core'], /^\d+\.\d+\.\d+$/);
});

test('autocomplete: the bash script completes commands, topics and flags, and lies in the cache directory', async () => {
  const env = { OADS_CACHE_DIR: at('cache'), HOME: at('home'), ...oadsEnv };
  assert.is((await runOads(['autocomplete', 'bash'], { env })).code, 0);
  const script = path.join(env.OADS_CACHE_DIR, 'autocomplete', 'functions', 'bash', 'oads.bash');
  const complete = async (...words: string[]) => {
    const ask = `source ${script}; COMP_WORDS=(oads ${words.map((word) => `"${word}"`).join(' ')}); COMP_CWORD=${words.length}; _oads_autocomplete; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return (await runOads(['-c', ask], { command: ['bash'], env })).stdout.split(/\s+/);
  };
  assert.ok((await complete('che')).includes('check'));
  assert.ok((await complete('config', 'sh')).includes('show'));
  assert.ok((await complete('check', '--con')).includes('--config'));
  assert.not(existsSync(at('home')));
});

test.run();
