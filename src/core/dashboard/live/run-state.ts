import type { RunReading } from '../../artifacts/read-runs.ts';

/** What a page must know of the newest run of a pipeline to see that it is another one. */
export interface RunState {
  readonly pipeline: string;
  readonly data: RunReading['state'];
  readonly run_id: string | null;
  readonly trust_level: string | null;
  readonly finished_at: string | null;
  /** When a run last came to this result. */
  readonly confirmed_at: string | null;
}

export function describeRunState(pipeline: string, run: RunReading): RunState {
  const unknown = { trust_level: null, finished_at: null, confirmed_at: null };
  if (run.state !== 'ok') return { pipeline, data: run.state, run_id: run.state === 'damaged' ? run.run_id : null, ...unknown };
  const { system, manifest, confirmed_at } = run;
  return { pipeline, data: 'ok', run_id: run.run_id, trust_level: system.trust.level, finished_at: manifest.finished_at, confirmed_at };
}

export function isSameState(a: RunState, b: RunState): boolean {
  return (
    a.data === b.data &&
    a.run_id === b.run_id &&
    a.trust_level === b.trust_level &&
    a.finished_at === b.finished_at &&
    a.confirmed_at === b.confirmed_at
  );
}
