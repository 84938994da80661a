// Compresses the parts of the program and writes the index that src/launcher/payload.ts reads.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { constants, crc32, zstdCompress } from 'node:zlib';

const compress = promisify(zstdCompress);

/** Gives the assets, name to file, in `directory`. `mtime` is in s since the epoch; `level` of zstd is 1 to 22. */
export async function writePayload(parts, { directory, version, mtime, level }) {
  // The time of the files is checked, too: of two builds that differ in it alone, each has a directory of its own.
  const digest = createHash('sha256').update(`${mtime}\0`);
  const contents = parts.map(({ files }) =>
    files.map(({ from, content }) => (from === undefined ? Buffer.from(content) : readFileSync(from))),
  );
  for (const [p, { files }] of parts.entries()) {
    for (const [f, { path }] of files.entries()) digest.update(`${path}\0${contents[p][f].length}\0`).update(contents[p][f]);
  }
  const index = {
    version,
    digest: digest.digest('hex'),
    mtime,
    parts: parts.map(({ name, isCore, files }, p) => ({
      name,
      isCore,
      files: files.map(({ path }, f) => ({ path, size: contents[p][f].length })),
    })),
  };
  const assets = { index: join(directory, 'index.json') };
  writeFileSync(assets.index, JSON.stringify({ ...index, crc32: crc32(JSON.stringify(index)) }));
  // All at a time: each is a thread.
  await Promise.all(
    parts.map(async ({ name }, p) => {
      const bytes = Buffer.concat(contents[p]);
      const params = {
        [constants.ZSTD_c_compressionLevel]: level,
        [constants.ZSTD_c_checksumFlag]: 1,
      };
      assets[name] = join(directory, `${name}.zst`);
      writeFileSync(assets[name], await compress(bytes, { params, pledgedSrcSize: bytes.length }));
    }),
  );
  return { assets, index };
}
