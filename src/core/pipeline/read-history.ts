import { digestHistory } from '../artifacts/digest-history.ts';
import { readDrift } from '../artifacts/read-drift.ts';
import { checkedLayout, listRuns, type RunEntry } from '../artifacts/read-runs.ts';
import type { EarlierVerdict } from '../trust/decide-persistence.ts';
import type { Effects } from './effects.ts';
import type { RowIntake } from './intake.ts';
import type { Plan } from './plan.ts';

/** What earlier runs of a pipeline said of drift, for the persistence rule. */
export interface RunHistory {
  /** Newest first. */
  readonly verdicts: readonly EarlierVerdict[];
  /** sha256 over the above: part of the run's identity. */
  readonly digest: string;
  readonly problems: readonly string[];
}

export interface HistoryRequest {
  readonly inputDigest: string;
  readonly configDigest: string;
  readonly bundleDigest: string;
  /** How many earlier runs are wanted. */
  readonly count: number;
}

/** What the plan's persistence rule reads before a run over these rows; undefined without a rule. To be read under the run's lock. */
export async function readPlannedHistory(
  { config, bundle }: Plan,
  artifactsDir: string,
  effects: Pick<Effects, 'warn'>,
  { digest }: Pick<RowIntake, 'digest'>,
): Promise<RunHistory | undefined> {
  const { persistence } = config.gate;
  if (!persistence || bundle.state !== 'ok') return undefined;
  const history = await readHistory(artifactsDir, config.pipeline, {
    inputDigest: digest.hex(),
    configDigest: config.digest,
    bundleDigest: bundle.bundle.digest,
    count: persistence.of - 1,
  });
  for (const problem of history.problems) effects.warn(`gate.persistence: ${problem}; it counts as a run with severe drift`);
  return history;
}

/**
 * The runs before this one: in the order of the manifests' chain, judged by the same bundle, each input once, where it first came.
 * Rows that were judged before keep the history of that time: the record of the first run of the same config is taken as it is (so
 * the same run again gets the same id, also when retention has removed what it read), else only what lies before the first run of
 * these rows counts. To be read under the pipeline's lock.
 */
export async function readHistory(artifactsDir: string, pipeline: string, request: HistoryRequest): Promise<RunHistory> {
  const { runs } = checkedLayout(artifactsDir, pipeline);
  const entries = [...(await listRuns(artifactsDir, pipeline, { limit: Number.POSITIVE_INFINITY }))].reverse();
  const own = entries.filter((entry) => entry.state === 'ok' && entry.manifest.identity.input_digest === request.inputDigest);
  for (const entry of own) {
    if (entry.state !== 'ok' || entry.manifest.identity.history_digest === null) continue;
    const { config_digest, bundle_digest } = entry.manifest.identity;
    if (config_digest !== request.configDigest || bundle_digest !== request.bundleDigest) continue;
    const drift = await readDrift(runs, entry.manifest);
    const recorded = 'problem' in drift ? undefined : drift.persistence?.history;
    if (recorded && digestHistory(recorded) === entry.manifest.identity.history_digest) return describe(recorded, []);
  }
  const before = own.length > 0 ? entries.slice(0, entries.indexOf(own[0])) : entries;
  const chosen = firstOfEachInput(before, request.bundleDigest).slice(-request.count).reverse();
  const chained = namedHashes(entries);
  const verdicts: EarlierVerdict[] = [];
  const problems: string[] = [];
  for (const entry of chosen) {
    const found = await readVerdict(runs, entry, chained);
    verdicts.push({ run_id: entry.run_id, verdict: 'problem' in found ? 'damaged' : found.verdict });
    if ('problem' in found) problems.push(`run ${entry.run_id}: ${found.problem}`);
  }
  return describe(verdicts, problems);
}

async function readVerdict(runs: string, entry: RunEntry, chained: ReadonlyMap<string, string>) {
  if (entry.state === 'damaged') return { problem: entry.problems[0] };
  const named = chained.get(entry.run_id);
  if (named !== undefined && named !== entry.manifest_sha256)
    return { problem: 'manifest.json was altered after a later run was chained to it' };
  return readDrift(runs, entry.manifest);
}

/** A run whose manifest cannot be read may have been any: it takes a place. */
function firstOfEachInput(entries: readonly RunEntry[], bundleDigest: string): RunEntry[] {
  const seen = new Set<string>();
  return entries.filter((entry) => {
    if (entry.state === 'damaged') return true;
    const { input_digest, bundle_digest } = entry.manifest.identity;
    if (bundle_digest !== bundleDigest || seen.has(input_digest)) return false;
    seen.add(input_digest);
    return true;
  });
}

/** The sha256 that later manifests hold of each run's manifest. */
function namedHashes(entries: readonly RunEntry[]): Map<string, string> {
  return new Map(
    entries.flatMap((entry) =>
      entry.state === 'ok' && entry.manifest.previous
        ? [[entry.manifest.previous.run_id, entry.manifest.previous.manifest_sha256] as const]
        : [],
    ),
  );
}

function describe(verdicts: readonly EarlierVerdict[], problems: readonly string[]): RunHistory {
  return { verdicts, digest: digestHistory([...verdicts]), problems };
}
