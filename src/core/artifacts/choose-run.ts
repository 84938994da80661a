import { UsageError } from '../errors.ts';
import { listRunIds } from './list-run-ids.ts';
import { checkedLayout, listPipelines, readLink } from './read-runs.ts';

/**
 * The run that a person means: by its id or the first digits of one, `latest`, `last_good`, or nothing for the newest; of the pipeline named, or of
 * the only one there is. `runId` is null for the newest. Throws UsageError where that is none or not one.
 */
export async function chooseRun(
  artifactsDir: string,
  { pipeline: named, run = 'latest' }: { pipeline?: string; run?: string },
): Promise<{ pipeline: string; runId: string | null }> {
  const found = await listPipelines(artifactsDir);
  const pipeline = named ?? (found.length === 1 ? found[0] : undefined);
  if (pipeline === undefined || !found.includes(pipeline)) throw noPipeline(named, found, artifactsDir);
  const { runs } = checkedLayout(artifactsDir, pipeline);
  const ids = await listRunIds(runs);
  if (ids.length === 0) throw unknownRun(`a run of ${pipeline} in ${artifactsDir}, got none`, 'start one with: oads run');
  if (run === 'latest') return { pipeline, runId: null };
  if (run === 'last_good') {
    const link = await readLink(artifactsDir, pipeline, 'last_good');
    if (typeof link === 'string') return { pipeline, runId: link };
    throw unknownRun(
      `a last good run of ${pipeline}, got none`,
      'every run was withheld, or the link is gone: oads history lists the runs',
    );
  }
  const matching = /^[0-9a-f]{1,16}$/.test(run) ? ids.filter((id) => id.startsWith(run)) : [];
  if (matching.length === 1) return { pipeline, runId: matching[0] };
  const got =
    matching.length > 1 ? `${JSON.stringify(run)}, which ${matching.length} of its runs begin with` : JSON.stringify(run.slice(0, 80));
  throw unknownRun(`the id of a run of ${pipeline}, or the first digits of one, or last_good, got ${got}`, 'oads history lists the runs');
}

function noPipeline(named: string | undefined, found: readonly string[], artifactsDir: string): UsageError {
  const hint = found.length === 0 ? 'none has run there' : `there are ${found.join(', ')}: name one with --pipeline`;
  const got = named === undefined ? String(found.length) : JSON.stringify(named);
  return new UsageError('OADS_USAGE_PIPELINE', `expected one pipeline of ${artifactsDir}, got ${got}`, { hint });
}

function unknownRun(expected: string, hint: string): UsageError {
  return new UsageError('OADS_USAGE_RUN', `expected ${expected}`, { hint });
}
