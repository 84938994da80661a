import { SourceError } from '../errors.ts';
import type { Batch } from '../frame/batch.ts';
import type { SourceUsed } from '../snapshot/parts.ts';
import type { SourceFailure } from './describe-failure.ts';
import { FailedSources, noBatch } from './failed-sources.ts';

/** One place that rows can come from. */
export interface RowSource {
  readonly used: SourceUsed;
  /** For messages and artifacts: `postgres`, `the rows of the last good load`, a file as the config names it. */
  readonly label: string;
  /** Rows that may come from a stage before, which shaped them already. */
  readonly isChained?: boolean;
  open(): AsyncIterable<Batch>;
}

/** Takes the batches of one attempt; a failed attempt is discarded whole and the next source gets a new intake. */
export interface Intake {
  take(batches: AsyncIterable<Batch>): Promise<void>;
  discard(): Promise<void>;
}

export interface Loaded<I> {
  readonly intake: I;
  readonly used: SourceUsed;
  readonly label: string;
  /** Code of the error that made the primary source fail; null when it did not. Part of the run's identity. */
  readonly fallbackReason: string | null;
  /** The sources that were tried before, in order. */
  readonly failures: readonly SourceFailure[];
}

/**
 * Reads the first source that works, in the given order, whole. A source that breaks in the middle counts as broken
 * from the start: no row of it is kept. Only source errors lead on; everything else is thrown.
 * Throws SourceError when none works, with what each one said.
 */
export async function loadRows<I extends Intake>(
  sources: readonly RowSource[],
  startIntake: (source: RowSource) => Promise<I>,
  onFailure: (message: string) => void,
): Promise<Loaded<I>> {
  const failed = new FailedSources(onFailure);
  for (const source of sources) {
    const intake = await startIntake(source);
    try {
      await intake.take(announce(source, failed));
      return { intake, used: source.used, label: source.label, fallbackReason: failed.reason, failures: failed.list };
    } catch (error) {
      await intake.discard();
      if (!(error instanceof SourceError)) throw error;
      failed.add(source, error);
    }
  }
  throw failed.toError();
}

/** Says so once a source gives rows in the place of others. */
async function* announce(source: RowSource, failed: FailedSources): AsyncGenerator<Batch> {
  let isEmpty = true;
  for await (const batch of source.open()) {
    if (isEmpty) failed.announce(source);
    isEmpty = false;
    yield batch;
  }
  if (isEmpty) throw noBatch();
}
