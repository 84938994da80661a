import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openWriter } from '../../../../src/core/frame/write/write-file.ts';
import { scratchDir } from '../../../support/cli.ts';
import { makeBatch } from '../../check/make-batch.ts';

const test = suite('frame/write/sweep-leftovers');

test('the next writer of a file removes what killed ones left, and nothing else', async () => {
  const { dir, remove } = await scratchDir();
  try {
    const { pid: gone } = spawnSync(process.execPath, ['-e', '']);
    const old = new Date(Date.now() - 2 * 3_600_000);
    const put = (name: string, when = old) => {
      writeFileSync(path.join(dir, name), 'x');
      utimesSync(path.join(dir, name), when, when);
    };
    for (const name of [`out.csv.tmp-${gone}`, `.out.csv.tmp-${gone}`, `.out.csv.tmp-${gone}.tmp-${gone}`]) put(name);
    mkdirSync(path.join(dir, `out.csv.tmp-${gone}.parts`));
    utimesSync(path.join(dir, `out.csv.tmp-${gone}.parts`), old, old);
    const kept = [`out.csv.tmp-${process.ppid}`, `other.csv.tmp-${gone}`, 'out.csv.tmp-', `out.csv.tmp-${gone}x`];
    for (const name of kept) put(name);
    put(`.out.csv.tmp-${gone}.parts`, new Date());

    const writer = await openWriter(path.join(dir, 'out.csv'), 'csv');
    await writer.write(makeBatch({ 'a:number': [1] }));
    await writer.close();
    assert.equal(readdirSync(dir).sort(), [...kept, 'out.csv', `.out.csv.tmp-${gone}.parts`].sort());
  } finally {
    await remove();
  }
});

test.run();
