import { isDeepStrictEqual } from 'node:util';
import { dataEndMs } from '../artifacts/data-end.ts';
import { digestHistory } from '../artifacts/digest-history.ts';
import { findMissing, type MissingRun } from '../artifacts/find-missing.ts';
import { readDrift } from '../artifacts/read-drift.ts';
import { checkedLayout, listRuns, type RunEntry } from '../artifacts/read-runs.ts';
import { describeGrouping } from '../profile/groups/grouping.ts';
import type { DriftSnapshot } from '../snapshot/drift-snapshot.ts';
import type { EarlierVerdict } from '../trust/decide-persistence.ts';
import type { Effects } from './effects.ts';
import { seasonGrouping } from './groupings.ts';
import type { RowIntake } from './intake.ts';
import { driftThresholds } from './judge.ts';
import type { Plan } from './plan.ts';

/** What earlier runs of a pipeline said of drift, for the persistence rule. */
export interface RunHistory {
  /** Newest first. */
  readonly verdicts: readonly EarlierVerdict[];
  /** sha256 over the above: part of the run's identity. */
  readonly digest: string;
  readonly problems: readonly string[];
}

/** As a drift snapshot tells it: runs by another rule are no witnesses. */
export interface DriftRule {
  readonly thresholds: DriftSnapshot['thresholds'];
  /** Undefined without a season. */
  readonly season: readonly string[] | undefined;
}

export interface HistoryRequest {
  readonly inputDigest: string;
  readonly configDigest: string;
  readonly bundleDigest: string;
  readonly rule: DriftRule;
  /** How many earlier runs are wanted. */
  readonly count: number;
  /** Up to when the rows reach, where a window says it: then runs count in the order of their rows, and later ones do not. */
  readonly dataEndMs?: number;
}

/** What the plan's persistence rule reads before a run over these rows; undefined without a rule. To be read under the run's lock. */
export async function readPlannedHistory(
  { config, bundle, window }: Plan,
  artifactsDir: string,
  effects: Pick<Effects, 'warn'>,
  { digest }: Pick<RowIntake, 'digest'>,
): Promise<RunHistory | undefined> {
  const { persistence } = config.gate;
  if (!persistence || bundle.state !== 'ok') return undefined;
  const season = seasonGrouping(config);
  const history = await readHistory(artifactsDir, config.pipeline, {
    inputDigest: digest.hex(),
    configDigest: config.digest,
    bundleDigest: bundle.bundle.digest,
    rule: { thresholds: { ...driftThresholds(config) }, season: season && describeGrouping(season) },
    count: persistence.of - 1,
    dataEndMs: window?.to.getTime(),
  });
  for (const problem of history.problems) effects.warn(`gate.persistence: ${problem}; it counts as a run with severe drift`);
  return history;
}

/**
 * The runs before this one: in the order of the manifests' chain, judged by the same bundle and the same rule, each input once, where
 * it first came; runs that were deleted stand where they are missed. Rows that were judged before keep the history of that time: the
 * record of the first run of the same config is taken as it is (so the same run again gets the same id, also when retention has
 * removed what it read), else only what lies before the first run of these rows counts. To be read under the pipeline's lock.
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
  const before = orderByRows(entries, request.dataEndMs);
  const places = placeRuns(before, await findMissing(artifactsDir, pipeline, entries), request, own[0]);
  const chained = namedHashes(entries);
  const verdicts: EarlierVerdict[] = [];
  const problems: string[] = [];
  for (const place of places.slice(-request.count).reverse()) {
    const { verdict, problem } =
      'missing' in place
        ? { verdict: { run_id: place.missing.run_id ?? 'unknown', verdict: 'missing' as const }, problem: place.missing.problem }
        : await readVerdict(runs, place.entries, chained, request.rule);
    verdicts.push(verdict);
    if (problem !== undefined) problems.push(problem);
  }
  return describe(verdicts, problems);
}

/** A backfill writes runs over old rows after those over new ones. Where a manifest does not tell, a run keeps its place in the chain. */
function orderByRows(oldestFirst: readonly RunEntry[], endMs: number | undefined): readonly RunEntry[] {
  if (endMs === undefined) return oldestFirst;
  let reached = Number.NEGATIVE_INFINITY;
  const placed = oldestFirst.map((entry) => {
    if (entry.state === 'ok') reached = dataEndMs(entry.manifest.identity) ?? reached;
    return { entry, reached };
  });
  const earlier = placed.filter((place) => place.reached <= endMs);
  return earlier.sort((a, b) => a.reached - b.reached).map(({ entry }) => entry);
}

/** What takes one place in the history: a run that is missing, or the runs of one input, the first one first. */
type Place = { readonly missing: MissingRun } | { readonly entries: RunEntry[] };

/** Oldest first, up to `end`. A run whose manifest cannot be read may have been any: it takes a place, and so does a missing one. */
function placeRuns(
  entries: readonly RunEntry[],
  missing: readonly MissingRun[],
  { bundleDigest }: HistoryRequest,
  end: RunEntry | undefined,
): Place[] {
  const places: Place[] = [];
  const byInput = new Map<string, RunEntry[]>();
  for (const entry of entries) {
    for (const run of missing) if (run.followedBy === entry.run_id) places.push({ missing: run });
    if (entry === end) return places;
    if (entry.state === 'damaged') {
      places.push({ entries: [entry] });
      continue;
    }
    const { input_digest, bundle_digest } = entry.manifest.identity;
    if (bundle_digest !== bundleDigest) continue;
    const known = byInput.get(input_digest);
    known?.push(entry);
    if (known) continue;
    const group = [entry];
    byInput.set(input_digest, group);
    places.push({ entries: group });
  }
  // What only the links name may have been the newest, and so may what only a later run names; `latest` is told first.
  const there = new Set<string | null>(entries.map(({ run_id }) => run_id));
  for (const run of [...missing].reverse()) if (!there.has(run.followedBy)) places.push({ missing: run });
  return places;
}

/** The verdict of the first of these runs of one input that was judged by the rule. */
async function readVerdict(
  runs: string,
  [first, ...repeats]: readonly RunEntry[],
  chained: ReadonlyMap<string, string>,
  rule: DriftRule,
): Promise<{ verdict: EarlierVerdict; problem?: string }> {
  for (const entry of [first, ...repeats]) {
    const { run_id } = entry;
    const drift = await readSoundDrift(runs, entry, chained);
    if ('problem' in drift) return { verdict: { run_id, verdict: 'damaged' }, problem: `run ${run_id}: ${drift.problem}` };
    // Where nothing could be compared, no threshold was used.
    if (drift.verdict === 'unavailable' || isByRule(drift, rule)) return { verdict: { run_id, verdict: drift.verdict } };
  }
  const { run_id } = first;
  return {
    verdict: { run_id, verdict: 'other_rule' },
    problem: `run ${run_id}: drift was judged by other thresholds or another season than now`,
  };
}

async function readSoundDrift(runs: string, entry: RunEntry, chained: ReadonlyMap<string, string>) {
  if (entry.state === 'damaged') return { problem: entry.problems[0] };
  const named = chained.get(entry.run_id);
  if (named !== undefined && named !== entry.manifest_sha256)
    return { problem: 'manifest.json was altered after a later run was chained to it' };
  return readDrift(runs, entry.manifest);
}

/** Both as they stand in JSON: there, the key of an undefined value is none. */
function isByRule({ thresholds, season }: DriftSnapshot, rule: DriftRule): boolean {
  const wanted: unknown = JSON.parse(JSON.stringify([rule.thresholds, rule.season ?? null]));
  return isDeepStrictEqual([thresholds, season?.by ?? null], wanted);
}

/** The sha256 that later manifests hold of each run's manifest. */
function namedHashes(entries: readonly RunEntry[]): Map<string, string> {
  return new Map(
    entries.flatMap((entry) => {
      const previous = entry.state === 'ok' ? entry.manifest.previous : null;
      return previous && previous.manifest_sha256 !== null ? [[previous.run_id, previous.manifest_sha256] as const] : [];
    }),
  );
}

function describe(verdicts: readonly EarlierVerdict[], problems: readonly string[]): RunHistory {
  return { verdicts, digest: digestHistory([...verdicts]), problems };
}
