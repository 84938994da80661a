import type { RunReading } from '../../artifacts/read-runs.ts';
import { FreshAnswer } from '../answers/fresh-answer.ts';
import { viewOf } from '../context.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { sendJson } from '../http/send.ts';
import { ageSeconds } from '../view/age.ts';
import { findAgeFault } from '../view/judge-age.ts';
import { numberParameter, pipelineParameter } from './parameters.ts';
import { defineRoute } from './route.ts';

export const healthFreshRoute = defineRoute({
  method: 'GET',
  path: '/health/fresh',
  id: 'getFreshness',
  summary: 'Whether the newest run can be used: sound, not withheld, and confirmed lately enough',
  description: "Without `pipeline`, and without a pipeline in the server's config, every pipeline must be fresh.",
  parameters: {
    pipeline: pipelineParameter,
    max_age_seconds: numberParameter(
      'oldest confirmation that counts as fresh; default: `dashboard.stale_after` of the config, else no limit',
      { min: 0 },
    ),
  },
  answers: {
    200: { description: 'it can be used', content: { 'application/json': FreshAnswer } },
  },
  problems: { 503: 'it cannot: the detail says why' },
  answer: async ({ context, query, res }) => {
    const limit = query.max_age_seconds ?? context.staleAfterSeconds;
    const { now, pipeline, pipelines, run } = await viewOf(context, query);
    const asksForOne = query.pipeline !== null || context.preferred !== null || pipeline === null;
    const runs: (readonly [string | null, RunReading])[] = asksForOne
      ? [[pipeline, run]]
      : await Promise.all(pipelines.map(async ({ name }) => [name, await context.reader.readLatest(name)] as const));
    const lines: FreshAnswer['pipelines'] = [];
    const faults: string[] = [];
    for (const [name, reading] of runs) {
      const fault = findFault(reading, limit, now);
      if (fault !== null) faults.push(name === null ? fault : `${name}: ${fault}`);
      else if (name !== null && reading.state === 'ok') lines.push(describeLine(name, reading, now));
    }
    if (faults.length > 0) throw new HttpProblem(503, faults.slice(0, 20).join('; '));
    sendJson(res, { fresh: true, max_age_seconds: limit, pipelines: lines, time: now.toISOString() } satisfies FreshAnswer);
  },
});

type Sound = Extract<RunReading, { state: 'ok' }>;

function describeLine(pipeline: string, run: Sound, now: Date): FreshAnswer['pipelines'][number] {
  const { run_id, system, confirmed_at } = run;
  return { pipeline, run_id, trust_level: system.trust.level, confirmed_age_seconds: ageSeconds(confirmed_at, now) };
}

/** Why a run cannot be used; null where it can. */
function findFault(run: RunReading, limitSeconds: number | null, now: Date): string | null {
  if (run.state === 'no_data') return 'there is no run yet';
  if (run.state === 'damaged') return `the newest run is damaged: ${run.problems[0] ?? 'it cannot be read'}`;
  if (run.system.trust.level === 'withheld') return 'the newest run is withheld';
  if (limitSeconds === null) return null;
  const age = ageSeconds(run.confirmed_at, now);
  if (age === null) return 'nobody knows how old the newest run is';
  return findAgeFault(age, limitSeconds);
}
