import { readFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { root } from '../support/cli.ts';
import { followPath } from './follow-path.ts';

const test = suite('docs/readme-path');
const readme = readFileSync(path.join(root, 'README.md'), 'utf8');

test('the five-minute path of the README runs as written and prints what it promises', async () => {
  await followPath(readme, 7);
});

test('the commands that set the path up name files that exist', () => {
  assert.match(readme, /oads\(\) \{ node "\$OADS_ROOT\/scripts\/run\.mjs" bin\/run\.js "\$@"; \}/);
});

test.run();
