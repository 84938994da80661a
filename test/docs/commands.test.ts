import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { makeCommandPages } from '../../scripts/command-pages.mjs';
import { root } from '../support/cli.ts';

const test = suite('docs/commands');
const directory = path.join(root, 'docs', 'commands');
const pages = makeCommandPages();

test('docs/commands is what the built commands say (npm run docs:commands)', () => {
  assert.ok(Object.keys(pages).length > 10, 'the commands were not found');
  assert.equal(readdirSync(directory).sort(), Object.keys(pages).sort());
  const stale = Object.entries(pages).filter(([name, text]) => readFileSync(path.join(directory, name), 'utf8') !== text);
  assert.equal(
    stale.map(([name]) => name),
    [],
  );
});

test('each page shows every flag of its command, examples and exit codes', () => {
  const { commands } = JSON.parse(readFileSync(path.join(root, 'oclif.manifest.json'), 'utf8')) as {
    commands: Record<string, { flags: Record<string, unknown> }>;
  };
  for (const [id, { flags }] of Object.entries(commands)) {
    const page = pages[`${id.replaceAll(':', '-')}.md`];
    const shown = [...page.matchAll(/^\| (?:`-\w`, )?`--(?:\[no-\])?([a-z-]+)/gm)].map(([, name]) => name);
    assert.equal(shown.sort(), Object.keys(flags).sort(), id);
    assert.match(page, /^## Examples$/m, id);
    assert.match(page, /^## Exit codes$/m, id);
  }
});

test.run();
