import { createHash } from 'node:crypto';
import { readFile, readlink } from 'node:fs/promises';
import path from 'node:path';
import { layoutOf } from '../artifacts/layout.ts';
import { listRuns } from '../artifacts/read-runs.ts';
import type { Config } from '../config/defaults.ts';

/** What a run says that it read, and what is there now. */
export interface ComparedInput {
  readonly run_id: string;
  readonly input: 'config' | 'bundle' | 'rows';
  readonly recorded: string | null;
  /** null where there is nothing to compare with. */
  readonly found: string | null;
  readonly same: boolean;
}

/** The newest run of the config's pipeline beside the config itself, the bundle that it names, and the rows that are kept. */
export async function compareInputs(artifactsDir: string, config: Config): Promise<ComparedInput[]> {
  const [newest] = await listRuns(artifactsDir, config.pipeline, { limit: 1 });
  if (newest?.state !== 'ok') return [];
  const { config_digest, bundle_digest, input_digest } = newest.manifest.identity;
  const card = config.model && (await readFile(path.join(config.model.path, 'bundle.json')).catch(() => undefined));
  const kept = await readlink(layoutOf(artifactsDir, config.pipeline).lastGoodSpool).catch(() => undefined);
  const compare = (input: ComparedInput['input'], recorded: string | null, found: string | null): ComparedInput => {
    return { run_id: newest.run_id, input, recorded, found, same: recorded === found };
  };
  return [
    compare('config', config_digest, config.digest),
    compare('bundle', bundle_digest, card ? createHash('sha256').update(card).digest('hex') : null),
    // Kept rows are named after the start of their digest.
    compare('rows', input_digest.slice(0, 16), kept?.slice(0, 16) ?? null),
  ];
}
