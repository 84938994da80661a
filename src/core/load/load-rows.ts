import { BugError, SourceError } from '../errors.ts';
import type { Batch } from '../frame/batch.ts';
import type { SourceUsed } from '../snapshot/parts.ts';
import { describeFailure, type SourceFailure, toFailure } from './describe-failure.ts';

/** One place that rows can come from. */
export interface RowSource {
  readonly used: SourceUsed;
  /** For messages and artifacts: `postgres`, `the rows of the last good load`, a file as the config names it. */
  readonly label: string;
  open(): AsyncIterable<Batch>;
}

/** Takes the batches of one attempt; a failed attempt is discarded whole and the next source gets a new intake. */
export interface Intake {
  add(batch: Batch): Promise<void>;
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
  const failures: SourceFailure[] = [];
  let firstError: SourceError | undefined;
  for (const [index, source] of sources.entries()) {
    const intake = await startIntake(source);
    try {
      let isEmpty = true;
      for await (const batch of source.open()) {
        await intake.add(batch);
        isEmpty = false;
      }
      if (isEmpty) {
        throw new SourceError('OADS_SOURCE_NO_BATCH', `expected at least one batch, got none, so that not even the columns are known`, {
          hint: 'a loader gives one batch of 0 rows where there are none',
        });
      }
      return { intake, used: source.used, label: source.label, fallbackReason: firstError?.code ?? null, failures };
    } catch (error) {
      await intake.discard();
      if (!(error instanceof SourceError)) throw error;
      firstError ??= error;
      const failure = toFailure(source, error);
      failures.push(failure);
      const next = sources[index + 1];
      // After the last one the error below says it all.
      if (next) onFailure(describeFailure(failure, next.label));
    }
  }
  if (!firstError) throw new BugError('expected at least one source of rows, got none');
  const [, ...others] = failures;
  const tried = others.map(({ label, message }) => `${label}: ${message}`).join('; ');
  throw new SourceError(firstError.code, `${firstError.message}${tried ? ` (then tried ${tried})` : ''}`, {
    outage: firstError.outage,
    hint:
      firstError.hint ??
      (others.length === 0 ? 'configure a fallback (fallback.file or a last good load) to go on without the source' : undefined),
    cause: firstError,
  });
}
