import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CliOptions, runOads, scratchDir } from '../support/cli.ts';
import { makeSmallPipeline, type SmallPipeline } from '../support/small-pipeline.ts';

const test = suite('cli/exit-codes');
let scratch: Awaited<ReturnType<typeof scratchDir>>;
let pipeline: SmallPipeline;

test.before(async () => {
  scratch = await scratchDir();
  pipeline = await makeSmallPipeline(scratch.dir);
});
test.after(() => scratch.remove());

/** What a shell gets is asked of real processes. */
const start = (args: readonly string[], options?: CliOptions) => runOads(args, { ...options, process: 'own' });

/** One line, never a stack; `every-exit` looks at `--json`. */
async function expectError(args: string[], code: number, message: RegExp, env?: Record<string, string>): Promise<void> {
  const plain = await start(args, { env, cwd: scratch.dir });
  assert.is(plain.code, code, plain.stderr);
  assert.match(plain.stderr, message);
  assert.is(plain.stdout, '');
  assert.not.match(plain.stderr, /^\s+at /m, 'no stack');
  assert.is(plain.stderr.split('\n').filter((line) => line.startsWith('error[')).length, 1, `one error line: ${plain.stderr}`);
}

test('2: unknown flag, unknown command, wrong time, missing config', async () => {
  await expectError(['check', '--no-such-flag'], 2, /error\[OADS_USAGE\]: expected a flag that the command knows, got --no-such-flag/);
  await expectError(
    ['run', '-c', pipeline.config, '--as-of', 'yesterday'],
    2,
    /error\[OADS_USAGE_AS_OF\]: --as-of: expected an ISO 8601 time, got "yesterday"/,
  );
  await expectError(
    ['run', '-c', 'missing.yaml'],
    2,
    /error\[OADS_CONFIG_UNREADABLE\]: expected a readable config file "missing.yaml": no such file/,
  );
  const unknown = await start(['no-such-command']);
  assert.is(unknown.code, 2);
  assert.match(unknown.stderr, /no-such-command/);
});

test('2: config errors name file, line and column, what was expected and what was got', async () => {
  const cases: [string, (yaml: string) => string, RegExp][] = [
    [
      'a typo in a key',
      (yaml) => yaml.replace('severity: quarantine', 'severty: quarantine'),
      /typo\.yaml:13:\d+ checks\[0\]\.severty: expected .*got unknown key "severty" \(did you mean "severity"\?\)/,
    ],
    ['a wrong type', (yaml) => yaml.replace('max: 0.1', 'max: lots'), /typo\.yaml:15:\d+ checks\[2\]\.max: expected number .*, got "lots"/],
    [
      'an unknown check',
      (yaml) => yaml.replace('check: allowed', 'check: alowed'),
      /typo\.yaml:14:\d+ checks\[1\]\.check: expected one of .*"allowed".*, got "alowed"/,
    ],
    [
      'an unknown loader',
      (yaml) => yaml.replace('loader: file', 'loader: ftp'),
      /typo\.yaml:3:\d+ source\.loader: expected .*"postgres".*, got "ftp"/,
    ],
    [
      'a missing variable',
      (yaml) => yaml.replace('path: batch.csv', 'path: "$' + '{NO_SUCH_VARIABLE}"'),
      /typo\.yaml:3:\d+ source\.options\.path: expected the environment variable NO_SUCH_VARIABLE to be set/,
    ],
    ['no YAML', (yaml) => yaml.replace('key: [id]', 'key: [id'), /typo\.yaml:\d+:\d+ not valid YAML/],
  ];
  for (const [name, change, message] of cases) {
    const config = pipeline.reconfigure('typo.yaml', change);
    const { code, stderr } = await start(['check', pipeline.batch, '-c', config]);
    assert.is(code, 2, name);
    assert.match(stderr, message, name);
  }
  await expectError(
    ['run', '-c', pipeline.reconfigure('typo.yaml', (yaml) => `${yaml}gates: {}\n`)],
    2,
    /error\[OADS_CONFIG_INVALID\]: .*gates/,
  );
});

test('3: no source, artifacts that cannot be written', async () => {
  await expectError(['check', 'nowhere.csv', '-c', pipeline.config], 3, /error\[OADS_SOURCE_MISSING\]: .*nowhere\.csv/);
  const inTheWay = path.join(scratch.dir, 'in-the-way');
  writeFileSync(inTheWay, 'a file');
  await expectError(
    ['run', '-c', pipeline.config, '--artifacts', inTheWay],
    3,
    /error\[OADS_STORE_DENIED\]: expected a writable artifacts directory/,
  );
  const locked = path.join(scratch.dir, 'locked');
  mkdirSync(path.join(locked, 'shipments', 'runs'), { recursive: true });
  const holder = JSON.parse(
    JSON.stringify({ pid: process.pid, host: (await import('node:os')).hostname(), since: '2026-01-01T00:00:00.000Z' }),
  );
  writeFileSync(path.join(locked, 'shipments', '.lock'), JSON.stringify(holder));
  await expectError(
    ['run', '-c', pipeline.config, '--artifacts', locked],
    3,
    /error\[OADS_STORE_LOCKED\]: another run of this pipeline is under way: process \d+/,
  );
  chmodSync(locked, 0o700);
});

test('4: a bundle that is missing, altered, or of other features', async () => {
  const missing = pipeline.reconfigure('missing.yaml', (yaml) => yaml.replace('path: model}', 'path: no-model}'));
  await expectError(
    ['drift', pipeline.batch, '-c', missing],
    4,
    /error\[OADS_MODEL_MISSING\]: .*no-model: expected one, got nothing: it was not fitted yet/,
  );
  const other = pipeline.reconfigure('other.yaml', (yaml) => yaml.replace('transform: log1p', 'transform: abs'));
  await expectError(['score', pipeline.batch, '-c', other], 4, /error\[OADS_MODEL_FEATURES\]: .*"weight"/);
});

test('secrets never appear: the value of a secret variable, the password of a URL', async () => {
  const config = pipeline.reconfigure('secret.yaml', (yaml) =>
    yaml.replace(
      '{loader: file, options: {path: batch.csv}}',
      '{loader: postgres, options: {connection: "postgresql://me:${'.concat('DB_PASSWORD}@127.0.0.1:1/x", table: t, order_by: [id]}}'),
    ),
  );
  const { code, stdout, stderr } = await start(['run', '-c', config, '--verbose', '--artifacts', path.join(scratch.dir, 'secrets')], {
    env: { DB_PASSWORD: 'tops3cret', OADS_DEBUG: '1' },
  });
  assert.is(code, 3);
  assert.not.match(stdout + stderr, 'tops3cret');
  assert.match(readFileSync(config, 'utf8'), 'DB_PASSWORD');
});

test('every command explains itself, its exit codes, and gives an example', async () => {
  for (const command of ['load', 'check', 'drift', 'score', 'run', 'serve', 'fit', 'verify', 'prune', 'history']) {
    const { code, stdout } = await start([command, '-h']);
    assert.is(code, 0);
    for (const words of ['USAGE', 'EXAMPLES', `$ oads ${command} `, 'Exit codes'])
      assert.ok(stdout.includes(words), `${command} --help has no ${words}`);
  }
  const version = await start(['--version']);
  assert.match(version.stdout, /^oads\/\d+\.\d+\.\d+ /);
});

test.run();
