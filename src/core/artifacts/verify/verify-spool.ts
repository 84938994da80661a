import { readdir, readlink } from 'node:fs/promises';
import path from 'node:path';
import { systemCode } from '../../errors.ts';
import { isWrittenAs } from '../../schema/seal.ts';
import { CHECKSUMS_FILE, type SpoolChecksums } from '../../snapshot/spool-checksums.ts';
import { inspectFile } from '../inspect-file.ts';
import { interpreterFor } from '../interpret-document.ts';
import type { Layout } from '../layout.ts';
import { SPOOL_NAME } from '../write/leftovers.ts';
import { listStrays } from './find-strays.ts';
import type { Problem } from './problem.ts';

/** The rows that are kept for the fallback, by the checksums beside them. */
export async function verifySpool(layout: Layout, pipeline: string): Promise<Problem[]> {
  const place = `${pipeline}/spool`;
  for (let attempt = 0; ; attempt++) {
    const target = await readTarget(layout);
    if (target === undefined) return []; // nothing is kept yet
    const problems = await verifyRows(layout, place, target);
    // A run may have kept newer rows, and removed these, while they were read.
    if (problems.length === 0 || attempt >= 3 || (await readTarget(layout)) === target) return problems;
  }
}

/** Undefined without a link; what is there in place of one is no spool's name. */
async function readTarget(layout: Layout): Promise<string | undefined> {
  return readlink(layout.lastGoodSpool).catch((error) => (systemCode(error) === 'ENOENT' ? undefined : 'something that is no link'));
}

async function verifyRows(layout: Layout, place: string, name: string): Promise<Problem[]> {
  const link = `${place}/last_good`;
  const there = await readdir(path.join(layout.spool, name)).catch(() => undefined);
  if (!SPOOL_NAME.test(name) || there === undefined) {
    const got = JSON.stringify(name.slice(0, 80));
    return [{ path: link, what: `${link} leads to ${got}, which is not there`, expected: 'a link to kept rows', got }];
  }
  const dir = path.join(layout.spool, name);
  const at = (file: string, text: string, expected: string | null = null, got: string | null = null): Problem => {
    return { path: `${place}/${name}/${file}`, what: `${place}/${name}: ${file} ${text}`, expected, got };
  };
  const sums = await inspectFile(path.join(dir, CHECKSUMS_FILE), { interpret: interpreterFor(CHECKSUMS_FILE) });
  if (sums.problems.length > 0) return sums.problems.map((problem) => at(CHECKSUMS_FILE, problem));
  const document = sums.document as SpoolChecksums;
  if (!isWrittenAs(document, String(sums.sha256))) return [at(CHECKSUMS_FILE, 'is not as it was written')];
  const { files, input_digest } = document;
  const problems = await listStrays(dir, `${place}/${name}`, (entry) => entry === CHECKSUMS_FILE || Object.hasOwn(files, entry));
  if (!name.startsWith(input_digest.slice(0, 16)))
    problems.push(at(CHECKSUMS_FILE, 'is that of other rows than the directory is named for', name, input_digest));
  for (const [file, { bytes, sha256 }] of Object.entries(files)) {
    const found = await inspectFile(path.join(dir, file), { expectedBytes: bytes });
    problems.push(...found.problems.map((problem) => at(file, problem, `${bytes} bytes`, `${found.bytes} bytes`)));
    if (found.sha256 !== null && found.sha256 !== sha256) problems.push(at(file, 'was altered', sha256, found.sha256));
  }
  return problems;
}
