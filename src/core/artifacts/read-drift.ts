import { join } from 'node:path';
import type { DriftSnapshot } from '../snapshot/drift-snapshot.ts';
import type { Manifest } from '../snapshot/manifest.ts';
import { deriveRunId } from './derive-run-id.ts';
import { inspectFile } from './inspect-file.ts';
import { interpreterFor } from './interpret-document.ts';

const NAME = 'drift_snapshot.json';

/** The drift snapshot of a run, checked against its manifest; what is wrong with it otherwise. No other file of the run is read. */
export async function readDrift(runsDir: string, manifest: Manifest): Promise<DriftSnapshot | { readonly problem: string }> {
  if (deriveRunId(manifest.identity) !== manifest.run_id) return { problem: 'manifest.json: its run id is not that of its identity' };
  const listed = Object.hasOwn(manifest.files, NAME) ? manifest.files[NAME] : undefined;
  if (!listed) return { problem: `manifest.json does not list ${NAME}` };
  const file = await inspectFile(join(runsDir, manifest.run_id, NAME), { expectedBytes: listed.bytes, interpret: interpreterFor(NAME) });
  if (file.problems.length > 0) return { problem: `${NAME} ${file.problems[0]}` };
  if (file.sha256 !== listed.sha256) return { problem: `${NAME} was altered` };
  return file.document as DriftSnapshot;
}
