import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { pickCommand } from '../../src/cli/pick-command.ts';
import { describeUsage } from '../../src/cli/usage-error.ts';
import { OadsError } from '../../src/core/errors.ts';

const test = suite('cli/usage-error');
const fails = (reason: string) => `The following error occurred:\n  \u001b[2m${reason}\u001b[22m`;

const SAID: [said: string, ours: string][] = [
  [fails('--json=true cannot also be provided when using --format'), 'expected either --format or --json, got both'],
  [fails('All of the following must be provided when using --features: --onnx'), 'expected --onnx with --features, got --features without'],
  [fails('Missing required flag from'), 'expected --from, got none'],
  [
    'The following errors occurred:\n  Missing required flag from\n  --b=1 cannot also be provided when using --a',
    'expected --from, got none; expected either --a or --b, got both',
  ],
  ['Parsing --port \n\tExpected an integer but received: abc', '--port: expected a whole number, got "abc"'],
  [
    'Parsing --port \n\tExpected an integer greater than or equal to 0 but received: -1',
    '--port: expected a whole number from 0, got "-1"',
  ],
  ['Parsing --port \n\tExpected an integer less than or equal to 9 but received: 10', '--port: expected a whole number up to 9, got "10"'],
  ['Unexpected argument: -', 'expected no further argument, got "-"'],
  ['Missing 1 required arg:\nplugin  Plugin to install.', 'expected PLUGIN, got nothing'],
  ['Expected --format=xml to be one of: text, ndjson', '--format: expected one of text, ndjson, got "xml"'],
  ['Flag --format expects one of these values: text, ndjson', '--format: expected one of text, ndjson, got nothing'],
  ['Flag --config expects a value', '--config: expected a value, got nothing'],
  ['Flag --config can only be specified once', '--config: expected once, got more'],
];
for (const [said, ours] of SAID)
  test(ours, () => {
    const error = Object.assign(new Error(`${said}\nSee more help with --help`), { oclif: { exit: 2 } });
    assert.is(describeUsage(error)?.message, ours);
    assert.match(String(describeUsage(error)?.hint), /--help/);
  });

test('a current directory that was removed', () => {
  const error = Object.assign(new Error('ENOENT: process.cwd failed'), { code: 'ENOENT', syscall: 'uv_cwd' });
  assert.is(describeUsage(error)?.message, 'expected a current directory, got one that no longer exists');
});

test('an error that is not of the parser is no usage error', () =>
  assert.is(describeUsage(new Error('Unexpected argument: -')), undefined));

const pick = (...argv: string[]) => pickCommand(argv, new URL('../../bin/run.js', import.meta.url).href).catch((error: OadsError) => error);

test('with --json what oclif would answer in plain text is a result or an error', async () => {
  assert.equal(await pick('--version', '--json'), ['version', '--json']);
  assert.equal(await pick('check', '--json', '--', 'config'), ['check', '--json', '--', 'config']);
  assert.equal(await pick('config', '--json', '--help'), ['config', '--json', '--help']);
  for (const [argv, message] of [
    [['--json'], 'expected a command, got none'],
    [['config', '--json'], 'expected one of config check, config schema, config show, got config alone'],
  ] as const) {
    const error = await pick(...argv);
    assert.instance(error, OadsError);
    assert.is((error as OadsError).message, message);
  }
});

test.run();
