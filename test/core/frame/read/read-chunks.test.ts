import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readChunks } from '../../../../src/core/frame/read/read-chunks.ts';
import { scratchDir } from '../../../support/cli.ts';

const test = suite('frame/read/read-chunks');
const { dir, remove } = await scratchDir();
test.after(remove);

async function read(content: Uint8Array, signal?: AbortSignal): Promise<Buffer> {
  const file = path.join(dir, 'a');
  writeFileSync(file, content);
  const chunks: Buffer[] = [];
  for await (const chunk of readChunks(file, { signal })) chunks.push(chunk);
  return Buffer.concat(chunks);
}

test('gives all bytes of a file, unpacked if it is gzip', async () => {
  const bytes = Buffer.alloc(9_000_000, 'chunk by chunk ');
  assert.ok((await read(bytes)).equals(bytes));
  assert.ok((await read(gzipSync(bytes))).equals(bytes));
  assert.is((await read(Buffer.alloc(0))).length, 0);
});

test('a gzip file that is cut short is a SourceError of one line', async () => {
  const cut = gzipSync(Buffer.from('abc'.repeat(1000))).subarray(0, 30);
  await read(cut).then(
    () => assert.unreachable(),
    (error: Error) => assert.match(`${error.name}: ${error.message}`, /^SourceError: .*expected a whole gzip file, got [^\n]*$/),
  );
});

test('stops when it is asked to', async () => {
  await read(Buffer.from('abc'), AbortSignal.abort()).then(
    () => assert.unreachable(),
    (error: Error) => assert.is(error.name, 'InterruptedError'),
  );
});

test.run();
