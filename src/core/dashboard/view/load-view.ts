import type { RunReading } from '../../artifacts/read-runs.ts';
import { outranks } from '../../artifacts/write/outranks.ts';
import { messageOf, StoreError } from '../../errors.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { ageSeconds, parseInstantMs } from './age.ts';
import type { Reader } from './create-reader.ts';
import { isStale } from './judge-age.ts';
import type { PipelineLine, Staleness, View } from './view.ts';

export interface ViewRequest {
  /** From the request, already a valid name. */
  readonly requested: string | null;
  /** From the server's options. */
  readonly preferred: string | null;
  /** The id of the run to show, already in its form; null for the newest. */
  readonly run: string | null;
  readonly now: Date;
  /** null: no limit. */
  readonly staleAfterSeconds: number | null;
}

/** Reads what an answer needs. Trouble with the directory is a damaged view; an unknown pipeline or run a 404. */
export async function loadView(reader: Reader, request: ViewRequest): Promise<View> {
  const { requested, preferred, run: runId, now } = request;
  const unknown = judgeAge({ state: 'no_data' }, request);
  let names: string[];
  try {
    names = await reader.listPipelines();
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    const run: RunReading = { state: 'damaged', run_id: null, problems: [messageOf(error)] };
    return {
      now,
      pipeline: requested ?? preferred,
      pipelines: [],
      run,
      isNamed: false,
      lastGood: null,
      outrankedBy: null,
      staleness: unknown,
    };
  }
  if (requested !== null && requested !== preferred && !names.includes(requested)) {
    throw new HttpProblem(
      404,
      `expected the name of a pipeline that has run${names.length > 0 ? ` (${names.slice(0, 20).join(', ')})` : ''}, got "${requested}"`,
    );
  }
  const runs = new Map(await Promise.all(names.map(async (name) => [name, await reader.readLatest(name)] as const)));
  const pipelines = names.map((name) => describeLine(name, runs.get(name) as RunReading, request));
  const pipeline = requested ?? preferred ?? (await newestOf(pipelines, reader));
  if (runId !== null) {
    const run: RunReading = pipeline === null ? { state: 'no_data' } : await reader.readRun(pipeline, runId);
    if (run.state === 'no_data') throw new HttpProblem(404, `expected the id of a run of ${pipeline ?? 'a pipeline'}, got "${runId}"`);
    return { now, pipeline, pipelines, run, isNamed: true, lastGood: null, outrankedBy: null, staleness: unknown };
  }
  const run: RunReading = (pipeline === null ? undefined : runs.get(pipeline)) ?? { state: 'no_data' };
  return { now, pipeline, pipelines, run, isNamed: false, ...(await readBeside(reader, pipeline, run)), staleness: judgeAge(run, request) };
}

/** What may be shown beside the reason why the newest run may not, and what an earlier run says of the same rows. */
async function readBeside(reader: Reader, pipeline: string | null, run: RunReading): Promise<Pick<View, 'lastGood' | 'outrankedBy'>> {
  const isShown = run.state === 'ok' && run.system.trust.level !== 'withheld';
  const isFallback = run.state === 'ok' && run.manifest.identity.fallback_reason !== null;
  const found = pipeline === null || (isShown && !isFallback) ? null : await reader.readLastGood(pipeline);
  const lastGood = found?.state === 'ok' ? found : null;
  return {
    lastGood: isShown ? null : lastGood,
    outrankedBy: lastGood && run.state === 'ok' && outranks(lastGood.manifest, run.manifest) ? lastGood : null,
  };
}

function judgeAge(run: RunReading, { now, staleAfterSeconds }: ViewRequest): Staleness {
  const confirmedAgeSeconds = run.state === 'ok' ? ageSeconds(run.confirmed_at, now) : null;
  return { stale: isStale(confirmedAgeSeconds, staleAfterSeconds), staleAfterSeconds, confirmedAgeSeconds };
}

function describeLine(name: string, run: RunReading, request: ViewRequest): PipelineLine {
  const nothing = { trust_level: null, finished_at: null, stale: null };
  if (run.state !== 'ok') return { name, data: run.state, run_id: run.state === 'damaged' ? run.run_id : null, ...nothing };
  const { stale } = judgeAge(run, request);
  return { name, data: 'ok', run_id: run.run_id, trust_level: run.system.trust.level, finished_at: run.manifest.finished_at, stale };
}

/** A damaged run tells no time of its own: its link does, and where nothing tells it comes first, for damage must be seen. */
async function newestOf(pipelines: readonly PipelineLine[], reader: Reader): Promise<string | null> {
  let newest: { readonly name: string; readonly ms: number } | null = null;
  for (const { name, data, finished_at } of pipelines) {
    const damagedMs = data === 'damaged' ? ((await reader.readLatestMs(name)) ?? Number.POSITIVE_INFINITY) : -1;
    const ms = data === 'ok' ? (parseInstantMs(finished_at) ?? 0) : damagedMs;
    if (newest === null || ms > newest.ms) newest = { name, ms };
  }
  return newest?.name ?? null;
}
