import { messageOf, type OadsError, SourceError } from '../errors.ts';
import type { Batch } from '../frame/batch.ts';
import type { SourceUsed } from '../snapshot/parts.ts';

/** One place that rows can come from. */
export interface RowSource {
  readonly used: SourceUsed;
  /** For messages: `postgres`, `the rows of the last good load`, a file's path. */
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
  /** What happened, for people; one sentence. */
  readonly fallbackMessage: string | null;
}

/**
 * Reads the first source that works, in the given order, whole. A source that breaks in the middle counts as broken
 * from the start: no row of it is kept. Only source errors lead on; everything else is thrown.
 * Throws SourceError when none works, with what each one said.
 */
export async function loadRows<I extends Intake>(
  sources: readonly RowSource[],
  startIntake: () => Promise<I>,
  onFailure: (message: string) => void,
): Promise<Loaded<I>> {
  const failures: { label: string; error: OadsError }[] = [];
  for (const source of sources) {
    const intake = await startIntake();
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
      const [first] = failures;
      return {
        intake,
        used: source.used,
        label: source.label,
        fallbackReason: first?.error.code ?? null,
        fallbackMessage: first ? `${first.label}: ${first.error.message}` : null,
      };
    } catch (error) {
      await intake.discard();
      if (!(error instanceof SourceError)) throw error;
      failures.push({ label: source.label, error });
      onFailure(`${source.label}: ${error.message}`);
    }
  }
  const [first, ...others] = failures;
  const tried = others.map(({ label, error }) => `${label}: ${messageOf(error)}`).join('; ');
  throw new SourceError(first.error.code, `${first.error.message}${tried ? ` (then tried ${tried})` : ''}`, {
    outage: first.error instanceof SourceError && first.error.outage,
    hint:
      first.error.hint ??
      (others.length === 0 ? 'configure a fallback (fallback.file or a last good load) to go on without the source' : undefined),
    cause: first.error,
  });
}
