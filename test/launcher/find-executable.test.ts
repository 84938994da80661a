import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findExecutable } from '../../src/launcher/find-executable.ts';

const test = suite('launcher/find-executable');

test('follows links, looks a bare name up in PATH, and takes what leads nowhere from the working directory', () => {
  const dir = realpathSync(mkdtempSync(path.join(tmpdir(), 'oads-find-')));
  try {
    const [oads, shim] = [path.join(dir, 'oads'), path.join(dir, 'shim', 'node')];
    mkdirSync(path.dirname(shim));
    writeFileSync(oads, '');
    symlinkSync(oads, shim);
    assert.is(findExecutable(oads), oads);
    assert.is(findExecutable(shim), oads);
    assert.is(findExecutable(path.relative(process.cwd(), oads)), oads);
    assert.is(findExecutable('oads', ['/not/there', dir].join(path.delimiter)), oads);
    assert.is(findExecutable('node', [path.dirname(shim), dir].join(path.delimiter)), oads);
    assert.is(findExecutable('oads', '/not/there'), path.resolve('oads'));
  } finally {
    rmSync(dir, { recursive: true });
  }
});

test.run();
