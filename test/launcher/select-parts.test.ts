import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { selectParts } from '../../src/launcher/select-parts.ts';

const test = suite('launcher/select-parts');
const parts = [
  { name: 'program', isCore: true, files: [] },
  { name: 'packages', isCore: false, files: [] },
  { name: 'npm', isCore: false, files: [] },
];
const select = (args: string[], isNode = false) => selectParts(parts, args, isNode).map(({ name }) => name);

test('a help needs the core alone', () => {
  for (const args of [[], ['--help'], ['help', 'run'], ['run', '-h']]) assert.equal(select(args), ['program']);
});

test('a command needs the packages, too', () => {
  for (const args of [['run'], ['check', 'batch.csv'], ['version', '--verbose']]) assert.equal(select(args), ['program', 'packages']);
});

test('npm, plugins and doctor need everything', () => {
  for (const args of [['plugins'], ['plugins', 'install', './x.tgz'], ['doctor']])
    assert.equal(select(args), ['program', 'packages', 'npm']);
  assert.equal(select(['install'], true), ['program', 'packages', 'npm']);
});

test.run();
