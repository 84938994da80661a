import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { root } from '../../support/cli.ts';

const test = suite('cli/terminal/talk');

/** What a process writes to stderr, with the talk watched. */
function writeAround(script: string): string {
  const from = (name: string) => JSON.stringify(path.join(root, 'src', 'cli', name));
  const strip = process.features.typescript ? [] : ['--experimental-strip-types'];
  const { stderr, status } = spawnSync(
    process.execPath,
    [
      ...[...strip, '--disable-warning=ExperimentalWarning', '--input-type=module', '-e'],
      `import { progressLine, watchTalk } from ${from('terminal/talk.ts')};
       import { reportError } from ${from('error-report.ts')};
       watchTalk();
       ${script}`,
    ],
    { encoding: 'utf8', env: { PATH: process.env.PATH, API_TOKEN: 'canary-token' } },
  );
  assert.is(status, 0, stderr);
  return stderr;
}

test('the progress line is gone before an error, and before whatever else is written', () => {
  const stderr = writeAround("progressLine.draw('50 %'); reportError(new Error('broken'), { json: false }); console.error('more');");
  assert.match(stderr, /^\r\u001b\[2K50 %\r\u001b\[2Kerror\[OADS_BUG\]: unexpected: broken\n {2}hint: .*\nmore\n$/);
});

test('what others write to stderr holds no secret', () => {
  assert.is(writeAround("process.stderr.write('key canary-token\\n');"), 'key *****\n');
});

test.run();
