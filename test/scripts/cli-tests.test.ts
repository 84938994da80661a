import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { root } from '../support/cli.ts';

const test = suite('scripts/cli-tests');
const starts = /\b(?:runOads|startOads|runJson|runShell|runSteps|seeOads|faultSuite|oadsCommand|oadsInShell)\b/;
const files = readdirSync(path.join(root, 'test'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
const sourceOf = (name: string) => readFileSync(path.join(root, 'test', name), 'utf8');

test('npm run test:cli takes every test file that starts the CLI', () => {
  const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
  const parts = scripts['test:cli'].split('test/run.mjs ')[1].split(' ');
  const starting = files.filter((name) => name.endsWith('.test.ts') && starts.test(sourceOf(name)));
  assert.ok(starting.length > 40, `only ${starting.length} were found`);
  const self = path.join('scripts', 'cli-tests.test.ts');
  assert.equal(
    starting.filter((name) => name !== self && !parts.some((part) => name.includes(part))),
    [],
    'package.json names them in test:cli',
  );
});

/** There it is a file that is unpacked. */
const isOfPayload = (name: string) => name.startsWith(`launcher${path.sep}`) || name === path.join('support', 'made-payload.ts');

test('nothing but test/support/cli.ts names bin/run.js as what is to be started', () => {
  const known = ['support/cli.ts', path.join('scripts', 'cli-tests.test.ts')];
  const naming = files.filter(
    (name) => !known.includes(name) && !isOfPayload(name) && /'bin', 'run\.js'|["'`/]bin\/run\.js["'`]/.test(sourceOf(name)),
  );
  // It tells how the package's own file is named in messages, and starts nothing.
  assert.equal(naming, [path.join('cli', 'usage-error.test.ts')]);
});

test.run();
