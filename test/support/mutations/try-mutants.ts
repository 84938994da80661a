import { ConfigError } from '../../../src/core/errors.ts';
import { findDoubts } from '../../../src/core/pipeline/doubts/find-doubts.ts';
import type { Plan } from '../../../src/core/pipeline/plan.ts';
import { GUARDED_YAML } from './guarded-config.ts';
import { type GuardedPipeline, type Outcome, STRICTEST_FIRST } from './guarded-pipeline.ts';
import type { Mutant } from './mutant.ts';
import { CLEAN, SCENARIOS, type Scenario } from './scenarios.ts';

export const FATES = ['refused', 'the same config', 'still failing', 'said', 'passes silently', 'breaks'] as const;
export type Fate = (typeof FATES)[number];

export interface Tried {
  readonly mutant: Mutant;
  readonly fate: Fate;
  /** The error's message, or what passes now. */
  readonly why: string;
}

/** Tries each mutant: refused at a place in its file, or no batch with a defect may fare better than with the config as it was. */
export async function* tryMutants(
  pipeline: GuardedPipeline,
  mutants: Iterable<Mutant>,
  scenarios: readonly Scenario[] = SCENARIOS,
): AsyncGenerator<Tried> {
  const expected = new Map<Scenario, Outcome>();
  const { plan } = await pipeline.plan(GUARDED_YAML);
  for (const scenario of scenarios) expected.set(scenario, await pipeline.judge(plan, scenario));
  /** By the config that was understood: many mutants come to the same. */
  const known = new Map<string, Pick<Tried, 'fate' | 'why'>>([[understood(plan), { fate: 'the same config', why: '' }]]);
  for (const mutant of mutants) {
    let mutated: Plan;
    try {
      ({ plan: mutated } = await pipeline.plan(mutant.write()));
    } catch (error) {
      yield { mutant, ...judgeRefusal(error) };
      continue;
    }
    const key = understood(mutated);
    const verdict = known.get(key) ?? (await compare(pipeline, mutated, expected));
    known.set(key, verdict);
    yield { mutant, ...verdict };
  }
}

function understood({ config }: Plan): string {
  const { locate: _locate, file: _file, digest: _digest, ...rest } = config;
  return JSON.stringify(rest);
}

function judgeRefusal(error: unknown): Pick<Tried, 'fate' | 'why'> {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof ConfigError))
    return { fate: 'breaks', why: `not a ConfigError: ${error instanceof Error ? error.stack : message}` };
  if (error.line === undefined) return { fate: 'breaks', why: `no place in the file: ${message}` };
  return { fate: 'refused', why: message };
}

async function compare(
  pipeline: GuardedPipeline,
  plan: Plan,
  expected: ReadonlyMap<Scenario, Outcome>,
): Promise<Pick<Tried, 'fate' | 'why'>> {
  const rank = ({ level }: Outcome) => STRICTEST_FIRST.indexOf(level);
  const doubts = findDoubts(plan);
  const clean = await pipeline.judge(plan, CLEAN);
  for (const [scenario, before] of expected) {
    // What cannot be computed on the clean batch cannot be on any other with its columns.
    const now = clean.uncomputable && hasCleanColumns(scenario) ? clean : await pipeline.judge(plan, scenario);
    if (rank(now) <= rank(before) && now.exit >= before.exit) continue;
    const [warning] = [...doubts, ...now.warnings];
    if (warning !== undefined) return { fate: 'said', why: warning };
    const change = `${before.level} (${before.because}) became ${now.level} (${now.because || 'nothing'})`;
    return { fate: 'passes silently', why: `${scenario.name}: ${change}` };
  }
  return { fate: 'still failing', why: clean.because };
}

function hasCleanColumns({ without, postCode }: Scenario): boolean {
  return without === undefined && postCode === undefined;
}
