import { isDeepStrictEqual } from 'node:util';
import { listRuns, type RunEntry, readRun } from '../../artifacts/read-runs.ts';
import type { SoundRun } from '../../artifacts/verify-run.ts';
import { planIdentity } from '../identify-run.ts';
import type { Plan } from '../plan.ts';

/** All runs that are there when it is called, for `findRun` to look into. */
export function listKnownRuns(artifactsDir: string, { config }: Plan): Promise<readonly RunEntry[]> {
  return listRuns(artifactsDir, config.pipeline, { limit: Number.POSITIVE_INFINITY });
}

/**
 * The newest sound run of the source itself over the plan's window, by the same config, bundle and versions. Which rows it read is not
 * looked at: those that came since are not noticed.
 */
export async function findRun(
  known: readonly RunEntry[],
  artifactsDir: string,
  plan: Plan,
  version: string,
): Promise<SoundRun | undefined> {
  const wanted = { window: undefined, ...planIdentity(plan, version), source_used: 'primary' };
  for (const entry of known) {
    if (entry.state !== 'ok') continue;
    const { input_digest: _input, fallback_reason: _reason, history_digest: _history, ...found } = entry.manifest.identity;
    if (!isDeepStrictEqual({ window: undefined, ...found }, wanted)) continue;
    const run = await readRun(artifactsDir, plan.config.pipeline, entry.run_id);
    if (run.state === 'ok') return run;
  }
  return undefined;
}
