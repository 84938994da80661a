import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, StoreError, systemCode } from '../../errors.ts';
import { findBrokenSeal, sealed } from '../../schema/seal.ts';
import { findViolations } from '../../schema/validate.ts';
import { Pruned, type PrunedRun } from '../../snapshot/pruned.ts';
import { inspectFile } from '../inspect-file.ts';
import type { Layout } from '../layout.ts';
import type { RunEntry } from '../read-runs.ts';
import { replaceFile } from '../replace-file.ts';

/** What is known of the runs that were removed; with problems it is nothing. */
export interface PrunedRecord {
  readonly runs: readonly PrunedRun[];
  readonly problems: readonly string[];
}

/** Reads `pruned.json`; none is an empty one. Trouble is a problem, nothing is thrown. */
export async function readPruned(layout: Layout, pipeline: string): Promise<PrunedRecord> {
  const damaged = (problem: string): PrunedRecord => ({ runs: [], problems: [`pruned.json ${problem}`] });
  let text: string;
  try {
    if (!(await lstat(layout.pruned)).isFile()) return damaged('is not a regular file');
    text = await readFile(layout.pruned, 'utf8');
  } catch (error) {
    const code = systemCode(error);
    return code === 'ENOENT' || code === 'ENOTDIR' ? { runs: [], problems: [] } : damaged(`cannot be read (${code ?? messageOf(error)})`);
  }
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return damaged('is not valid JSON');
  }
  const [violation] = findViolations(Pruned, document);
  if (violation) return damaged(`${violation.path.join('.') || 'the document'}: expected ${violation.expected}, got ${violation.got}`);
  if (findBrokenSeal(document as Pruned)) return damaged('is not what its own seal says: it was altered');
  if ((document as Pruned).seal !== undefined && text !== textOf(document as Pruned))
    return damaged('is not as it was written: it was altered');
  const { pipeline: named, runs } = document as Pruned;
  return named === pipeline ? { runs, problems: [] } : damaged(`is that of pipeline ${JSON.stringify(named.slice(0, 80))}`);
}

/** The runs that any of these manifests names as the one before it. */
export function namedBefore(entries: readonly RunEntry[]): Set<string> {
  return new Set(entries.flatMap((entry) => (entry.state === 'ok' && entry.manifest.previous ? [entry.manifest.previous.run_id] : [])));
}

/** Also of a damaged manifest the hash is kept: it shows that this was not the one that another run was chained to. */
export async function describeRemoval(layout: Layout, entry: RunEntry, why: PrunedRun['why'], now: Date): Promise<PrunedRun> {
  const { run_id } = entry;
  const sha256 = entry.state === 'ok' ? entry.manifest_sha256 : (await inspectFile(join(layout.runs, run_id, 'manifest.json'))).sha256;
  return { run_id, manifest_sha256: sha256, why, removed_at: now.toISOString() };
}

/**
 * Adds runs to the record before they are taken away, durably: whoever is killed afterwards leaves a record of too much,
 * never of too little. Throws StoreError, also where the record is damaged: a new one would hide what the old one held.
 */
export async function recordPruned(layout: Layout, pipeline: string, added: readonly PrunedRun[]): Promise<void> {
  const { runs, problems } = await readPruned(layout, pipeline);
  if (problems.length > 0) {
    throw new StoreError(
      'OADS_STORE_RECORD',
      `expected a readable record of the runs that were removed, got ${layout.pruned}: ${problems[0]}`,
      {
        hint: 'restore it, or move it away; `oads verify` then names the runs that it held as missing',
      },
    );
  }
  const known = new Set(runs.map(keyOf));
  const fresh = added.filter((run) => !known.has(keyOf(run)));
  if (fresh.length > 0) await writePruned(layout, pipeline, [...runs, ...fresh]);
}

/** Drops what no kept manifest names any more. */
export async function trimPruned(layout: Layout, pipeline: string, named: ReadonlySet<string>): Promise<void> {
  const { runs } = await readPruned(layout, pipeline);
  const needed = runs.filter(({ run_id }) => named.has(run_id));
  if (needed.length < runs.length) await writePruned(layout, pipeline, needed);
}

async function writePruned(layout: Layout, pipeline: string, runs: readonly PrunedRun[]): Promise<void> {
  await replaceFile(layout.pruned, textOf(sealed<Pruned>({ schema: 'oads/pruned/v1', pipeline, runs: [...runs] })));
}

function textOf(document: Pruned): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

function keyOf({ run_id, manifest_sha256 }: PrunedRun): string {
  return `${run_id} ${manifest_sha256}`;
}
