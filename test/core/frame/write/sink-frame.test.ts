import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadPolars } from '../../../../src/core/frame/polars.ts';
import { sinkFrame } from '../../../../src/core/frame/write/sink-frame.ts';

const test = suite('frame/sink-frame');
const pl = await loadPolars();
let dir = '';
test.before.each(async () => {
  dir = await mkdtemp(join(tmpdir(), 'oads-sink-'));
});
test.after.each(() => rm(dir, { recursive: true, force: true }));

for (const format of ['parquet', 'arrow'] as const) {
  test(`${format}: the same rows with and without the streaming engine, which /proc must tell its memory`, async () => {
    const frame = pl.DataFrame({ id: [1, 2, null], name: ['a', null, 'ü'], when: [new Date(0), null, new Date(1)] });
    const read = async (isStreamed: boolean) => {
      const path = join(dir, `${isStreamed}`);
      await writeFile(path, 'what was there before, and longer than what comes now'.repeat(100));
      await chmod(path, 0o600);
      await sinkFrame(frame.lazy(), path, { format, isSynced: true, isStreamed });
      assert.is((await stat(path)).mode & 0o777, 0o600);
      const bytes = await readFile(path);
      return format === 'parquet' ? pl.readParquet(bytes) : pl.readIPC(bytes);
    };
    const [streamed, whole] = [await read(true), await read(false)];
    assert.equal(streamed.schema, whole.schema);
    assert.equal(whole.toRecords(), frame.toRecords());
    assert.equal(streamed.toRecords(), frame.toRecords());
  });
}

test.run();
