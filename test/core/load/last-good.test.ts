import { mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Layout, layoutOf } from '../../../src/core/artifacts/layout.ts';
import { keepSpool } from '../../../src/core/artifacts/write/keep-spool.ts';
import { SourceError } from '../../../src/core/errors.ts';
import type { Batch } from '../../../src/core/frame/batch.ts';
import { ContentDigest } from '../../../src/core/frame/content-digest.ts';
import { writePart } from '../../../src/core/frame/part-store.ts';
import { loadPolars } from '../../../src/core/frame/polars.ts';
import { lastGoodSource } from '../../../src/core/load/last-good.ts';
import { cutBatch } from '../check/make-batch.ts';

const test = suite('load/last-good');
await loadPolars();

let base: string;
let layout: Layout;
test.before.each(async () => {
  base = await mkdtemp(path.join(tmpdir(), 'oads-last-good-'));
  layout = layoutOf(base, 'demo');
  await mkdir(layout.spool, { recursive: true });
});
test.after.each(() => rm(base, { recursive: true }));

const ROWS = {
  'id:integer': [1, 2, 3, 4],
  'name:text': ['a', null, 'ü', ''],
  'at:timestamp': ['2001-06-30T00:00:00Z', null, '1969-01-01T00:00:00Z', '2001-01-01T00:00:00Z'],
};

/** Keeps the rows as a run does. */
async function keep(cuts: readonly number[] = [1, 3]): Promise<string> {
  const staged = path.join(layout.spool, '.tmp-1', 'rows');
  await mkdir(staged, { recursive: true });
  const digest = new ContentDigest();
  for (const [index, batch] of cutBatch(ROWS, cuts).entries()) {
    digest.update(batch);
    await writePart(staged, index, batch);
  }
  await keepSpool(layout, staged, digest.hex());
  return digest.hex();
}

async function read(): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of lastGoodSource(layout.lastGoodSpool).open()) batches.push(batch);
  return batches;
}

async function refusal(): Promise<SourceError> {
  const error = await read().then(
    () => assert.unreachable('expected a SourceError'),
    (thrown: unknown) => thrown,
  );
  assert.instance(error, SourceError, String(error));
  return error as SourceError;
}

test('gives the same rows again, with their digest, and says what it is', async () => {
  const kept = await keep();
  const digest = new ContentDigest();
  const batches = await read();
  for (const batch of batches) digest.update(batch);
  assert.is(digest.hex(), kept);
  assert.equal(
    batches.map(({ offset, rows }) => [offset, rows]),
    [
      [0, 1],
      [1, 2],
      [3, 1],
    ],
  );
  const { used, label } = lastGoodSource(layout.lastGoodSpool);
  assert.equal([used, label], ['last_good', 'the rows of the last good load']);
});

test('also after the same rows were kept again', async () => {
  const kept = await keep();
  for (let time = 0; time < 3; time++) assert.is(await keep([2]), kept);
  assert.is((await read()).length, 2);
});

test('before the first load there is none', async () => {
  const error = await refusal();
  assert.is(error.code, 'OADS_FALLBACK_NONE');
  assert.match(error.hint ?? '', /first run/);
});

test('a link to rows under another name than their digest is refused', async () => {
  const kept = (await keep()).slice(0, 16);
  for (const name of [kept.slice(0, 1), `${kept}0`, `${kept}-again-`, kept.toUpperCase().replace(/^[^A-F]*$/, 'X')]) {
    await rename(path.join(layout.spool, kept), path.join(layout.spool, name));
    await rm(layout.lastGoodSpool);
    await symlink(name, layout.lastGoodSpool);
    assert.is((await refusal()).code, 'OADS_FALLBACK_DAMAGED', name);
    await rename(path.join(layout.spool, name), path.join(layout.spool, kept));
  }
});

test('a link that leads nowhere is told from rows that never were', async () => {
  await symlink('0123456789abcdef', layout.lastGoodSpool);
  const error = await refusal();
  assert.equal([error.code, error.outage], ['OADS_FALLBACK_DAMAGED', false]);
  assert.is(error.message, 'they were altered: expected a directory spool/0123456789abcdef, got none');
});

test('a part that is missing, moved or damaged is found', async () => {
  const part = (index: number) => path.join(layout.lastGoodSpool, `part-00000${index}.parquet`);
  const damages = [
    () => rm(part(2)),
    () => rm(part(1)),
    () => rename(part(0), part(7)),
    async () => writeFile(part(1), (await readFile(part(1))).subarray(0, 40)),
    () => writeFile(part(1), 'no parquet'),
    async () => {
      for (const index of [0, 1, 2]) await rm(part(index));
    },
  ];
  for (const damage of damages) {
    await keep();
    await damage();
    const error = await refusal();
    assert.is(error.code, 'OADS_FALLBACK_DAMAGED');
    assert.not.match(error.message, base);
  }
});

test.run();
