import { readdir, readlink, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { toStoreError } from '../../errors.ts';
import { sealed } from '../../schema/seal.ts';
import { CHECKSUMS_FILE, SpoolChecksums } from '../../snapshot/spool-checksums.ts';
import { digestFiles } from '../digest-files.ts';
import { stageLink, syncDirectory, syncFiles } from '../durable.ts';
import type { Layout } from '../layout.ts';
import { SPOOL_NAME, STAGING } from './leftovers.ts';
import { writeJson } from './write-json.ts';

/**
 * Makes a staged spool the last good one (the fallback of later runs) and removes the one before. It is named after its
 * content; the same rows again get the name with a tail, so that the link always leads to a whole spool. Throws StoreError.
 */
export async function keepSpool(layout: Layout, stagedSpool: string, inputDigest: string): Promise<void> {
  try {
    await swapSpool(layout, stagedSpool, inputDigest);
  } catch (error) {
    throw toStoreError(error, `the run is written, but its rows could not be kept in ${layout.spool}`);
  }
}

async function swapSpool(layout: Layout, stagedSpool: string, inputDigest: string): Promise<void> {
  const content = inputDigest.slice(0, 16);
  const current = await readlink(layout.lastGoodSpool).catch(() => undefined);
  const name = current === content ? `${content}-again` : content;
  const target = path.join(layout.spool, name);
  const link = await stageLink(layout.lastGoodSpool, name); // first: what comes after needs no more room on the disk
  try {
    await rm(target, { recursive: true, force: true });
    // The rows were written as fast as they came: here they begin to be relied on.
    const checksums = { schema: 'oads/spool_checksums/v1', input_digest: inputDigest, files: await digestFiles(stagedSpool) } as const;
    await writeJson(path.join(stagedSpool, CHECKSUMS_FILE), SpoolChecksums, sealed(checksums));
    await syncFiles(stagedSpool);
    await rename(stagedSpool, target);
    await syncDirectory(layout.spool);
    await link.swap();
  } finally {
    await link.discard();
  }
  const keep = new Set([name, path.basename(layout.lastGoodSpool)]);
  for (const entry of await readdir(layout.spool)) {
    if (!keep.has(entry) && (SPOOL_NAME.test(entry) || entry.startsWith(STAGING)))
      await rm(path.join(layout.spool, entry), { recursive: true, force: true });
  }
}
