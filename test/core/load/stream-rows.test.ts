import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SourceError } from '../../../src/core/errors.ts';
import type { Batch } from '../../../src/core/frame/batch.ts';
import type { RowSource } from '../../../src/core/load/load-rows.ts';
import { type StreamOrigin, streamRows } from '../../../src/core/load/stream-rows.ts';
import type { SourceUsed } from '../../../src/core/snapshot/parts.ts';
import { makeBatch } from '../check/make-batch.ts';

const test = suite('load/stream-rows');

const batchOf = (...values: number[]) => makeBatch({ 'a:number': values });
const outage = () => new SourceError('OADS_SOURCE_LOST', 'the connection broke', { outage: true, hint: 'look at it' });

function source(used: SourceUsed, parts: readonly (Batch | Error)[]): RowSource {
  return {
    used,
    label: `the ${used}`,
    open: async function* () {
      for (const part of parts) {
        if (part instanceof Error) throw part;
        yield part;
      }
    },
  };
}

/** What came out, what was said, and what was thrown. */
async function read(...sources: RowSource[]) {
  const origin: StreamOrigin = { used: 'primary', fallbackReason: null };
  const said: string[] = [];
  const batches: number[][] = [];
  let thrown: unknown;
  const open = async function* (from: RowSource) {
    for await (const batch of from.open()) yield { batch };
  };
  try {
    for await (const { batch } of streamRows(sources, open, origin, (message) => said.push(message))) batches.push([...batch.numbers('a')]);
  } catch (error) {
    thrown = error;
  }
  return { batches, said, thrown: thrown as SourceError | undefined, origin };
}

test('batches go out as they come, from the primary source', async () => {
  const { batches, said, origin } = await read(source('primary', [batchOf(1, 2), batchOf(3)]), source('file', [batchOf(9)]));
  assert.equal([batches, said, origin], [[[1, 2], [3]], [], { used: 'primary', fallbackReason: null }]);
});

test('before the first row the order of fallbacks holds, and what is read instead is said once it is there', async () => {
  const none = new SourceError('OADS_FALLBACK_NONE', 'there are none yet');
  const sources = [source('primary', [batchOf(), outage()]), source('last_good', [none]), source('file', [batchOf(5)])];
  const { batches, said, origin } = await read(...sources);
  assert.equal([batches, origin], [[[5]], { used: 'file', fallbackReason: 'OADS_SOURCE_LOST' }]);
  assert.equal(said.length, 2);
  for (const line of said) assert.match(line, /reading the file instead/);
});

test('after the first row nothing takes over: the error says how many had gone out', async () => {
  const { batches, said, thrown } = await read(source('primary', [batchOf(1, 2), outage()]), source('file', [batchOf(9)]));
  assert.equal([batches, said], [[[1, 2]], []]);
  assert.equal([thrown?.code, thrown?.outage], ['OADS_SOURCE_LOST', true]);
  assert.is(thrown?.message, 'the connection broke (2 rows had gone out already: no fallback may take over)');
  assert.match(String(thrown?.hint), /^what went out is not whole: do not use it; look at it$/);
});

test('rows of none at all are one batch that tells the columns', async () => {
  assert.equal((await read(source('primary', [batchOf(), batchOf()]))).batches, [[]]);
  assert.equal((await read(source('primary', []), source('file', [batchOf()]))).origin.used, 'file');
});

test('when none works, all of it is one error', async () => {
  const { batches, said, thrown } = await read(source('primary', [outage()]), source('file', [outage()]));
  assert.equal([batches, said], [[], []]);
  assert.is(thrown?.message, 'the connection broke (then tried the file: the connection broke)');
});

test.run();
