import type { RunReading } from '../../artifacts/read-runs.ts';
import type { SoundRun } from '../../artifacts/verify-run.ts';
import type { TrustLevel } from '../../snapshot/parts.ts';
import type { Marks } from '../acknowledge/marks.ts';

/** A pipeline in the list at the top. */
export interface PipelineLine {
  readonly name: string;
  readonly data: RunReading['state'];
  /** Of the newest run; null where there is none, or its id is not known. */
  readonly run_id: string | null;
  readonly trust_level: TrustLevel | null;
  readonly finished_at: string | null;
  /** As in Staleness. */
  readonly stale: boolean | null;
}

/** Whether the newest run was confirmed lately enough. */
export interface Staleness {
  /** null: no limit is configured, or there is no sound run to tell by. */
  readonly stale: boolean | null;
  /** The limit: `dashboard.stale_after` of the config; null without one. */
  readonly staleAfterSeconds: number | null;
  /** Since a run last came to this result; null when unknown. */
  readonly confirmedAgeSeconds: number | null;
}

/** All that an answer is made from: read at one moment, verified, with the clock's time of that moment. */
export interface View {
  readonly now: Date;
  /** null when there is no pipeline at all. */
  readonly pipeline: string | null;
  readonly pipelines: readonly PipelineLine[];
  readonly run: RunReading;
  /** The request named this run by its id: it need not be the newest. */
  readonly isNamed: boolean;
  /** The newest run that was not withheld, when `run` itself cannot be shown; null when there is none or it is damaged, too. */
  readonly lastGood: SoundRun | null;
  /** The last good run, where it judged the rows of this fallback run before, at a higher level. */
  readonly outrankedBy: SoundRun | null;
  /** Of `run`; a run that was named by its id need not be the newest and is never stale. */
  readonly staleness: Staleness;
  /** What people said of the pipeline's rows; undefined without a pipeline. */
  readonly marks?: Marks;
  /** Visitors have signed in; undefined where nobody has to. */
  readonly isGuarded?: boolean;
}
