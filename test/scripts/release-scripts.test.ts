import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { root, scratchDir } from '../support/cli.ts';

const test = suite('release scripts');
const { dir, remove } = await scratchDir();

test('what they cannot do is told in one line, and nothing is made', () => {
  const gone = path.join(dir, 'gone');
  const cases: readonly (readonly string[])[] = [
    ['build-binary.mjs', '--bogus'],
    ['build-binary.mjs', '--compare', gone],
    ['build-binary.mjs', '--output', path.join(gone, 'oads')],
    ['make-root.mjs', '--bogus'],
    ['make-root.mjs', gone, '--binary', path.join(gone, 'oads')],
  ];
  for (const [script, ...args] of cases) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(root, 'scripts', script), ...args], { encoding: 'utf8' });
    assert.equal([status, stdout], [2, ''], `${script} ${args}: ${stderr}`);
    assert.match(stderr, /^error: [^\n]+\n$/);
  }
  assert.not.ok(existsSync(gone));
});

test.after(remove);
test.run();
