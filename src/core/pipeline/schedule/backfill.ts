import type { SoundRun } from '../../artifacts/verify-run.ts';
import { OadsError, throwIfAborted } from '../../errors.ts';
import type { SystemState } from '../../snapshot/system-state.ts';
import { listRungs } from '../../trust/list-rungs.ts';
import type { TimeSpan } from '../row-window.ts';
import type { RunResult } from '../run-pipeline.ts';

export interface Step {
  readonly span: TimeSpan;
  /** `run`: written now; `there`: written now or before with the same result; `skipped`: not even looked at, since its run is there. */
  readonly state: 'run' | 'there' | 'skipped' | 'failed' | 'not_reached';
  readonly runId: string | null;
  readonly summary: SystemState['summary'] | null;
  /** That of the run, were it alone; null where it was not reached. */
  readonly exitCode: number | null;
  readonly error: unknown;
}

export interface BackfillOptions {
  /** A run that makes the step unnecessary. */
  readonly find: (span: TimeSpan) => Promise<SoundRun | undefined>;
  readonly run: (span: TimeSpan) => Promise<RunResult>;
  readonly onStep: (span: TimeSpan, number: number) => void;
  readonly onFailure: (span: TimeSpan, error: unknown) => void;
  /** Go on where nobody could tell what the rows say: the source, the disk, the model. */
  readonly keepGoing: boolean;
  readonly signal?: AbortSignal;
}

export interface Backfilled {
  readonly steps: readonly Step[];
  /** Why it ended before its last step, where it was asked to stop. */
  readonly interrupted: unknown;
}

/**
 * One run a step, in order. Rows that say no (1) are an answer, and the next step follows; where there is no answer (2 and above) the
 * next ones would hardly do better, and it stops unless told otherwise. What was written stays: the same command goes on from there.
 */
export async function backfill(spans: readonly TimeSpan[], options: BackfillOptions): Promise<Backfilled> {
  const { keepGoing, onStep, onFailure, signal } = options;
  const steps: Step[] = [];
  let interrupted: unknown;
  for (const [index, span] of spans.entries()) {
    try {
      throwIfAborted(signal);
      onStep(span, index + 1);
      const step = await takeStep(span, options);
      steps.push(step);
      if (Number(step.exitCode) >= 2 && !keepGoing) break;
    } catch (error) {
      if (signal?.aborted) {
        interrupted = error;
        break;
      }
      const exitCode = error instanceof OadsError ? error.exitCode : 70;
      onFailure(span, error);
      steps.push({ span, state: 'failed', runId: null, summary: null, exitCode, error });
      // A defect, or a config that nobody can use, is no matter of one step.
      if (!keepGoing || exitCode === 2 || exitCode === 70) break;
    }
  }
  const left = spans.slice(steps.length).map((span): Step => {
    return { span, state: 'not_reached', runId: null, summary: null, exitCode: null, error: undefined };
  });
  return { steps: [...steps, ...left], interrupted };
}

async function takeStep(span: TimeSpan, { find, run }: BackfillOptions): Promise<Step> {
  const there = await find(span);
  if (there) {
    const { summary, trust } = there.system;
    return { span, state: 'skipped', runId: there.run_id, summary, exitCode: exitCodeOf(trust.reasons), error: undefined };
  }
  const { runId, state, existed, exitCode, modelError } = await run(span);
  return { span, state: existed ? 'there' : 'run', runId, summary: state.summary, exitCode, error: modelError };
}

/** With which code a run ended, as its reasons tell. */
function exitCodeOf(reasons: readonly { code: string }[]): number {
  const exits = new Map(listRungs().map(({ code, exit }) => [code, exit]));
  return Math.max(0, ...reasons.map(({ code }) => exits.get(code) ?? 0));
}
