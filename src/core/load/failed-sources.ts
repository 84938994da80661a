import { BugError, SourceError } from '../errors.ts';
import { describeFailure, type SourceFailure, toFailure } from './describe-failure.ts';
import type { RowSource } from './load-rows.ts';

/** The sources that were tried in vain, and what is said of them. */
export class FailedSources {
  readonly list: SourceFailure[] = [];
  #first?: SourceError;
  #announced = 0;
  readonly #onFailure: (message: string) => void;

  constructor(onFailure: (message: string) => void) {
    this.#onFailure = onFailure;
  }

  /** Code of the error that made the primary source fail. */
  get reason(): string | null {
    return this.#first?.code ?? null;
  }

  add(source: RowSource, error: SourceError): void {
    this.#first ??= error;
    this.list.push(toFailure(source, error));
  }

  /** Says what failed, once there is a source that gives rows instead. */
  announce(instead: RowSource): void {
    for (; this.#announced < this.list.length; this.#announced++)
      this.#onFailure(describeFailure(this.list[this.#announced], instead.label));
  }

  /** What to throw when none is left. */
  toError(): Error {
    const first = this.#first;
    if (!first) return new BugError('expected at least one source of rows, got none');
    const [, ...others] = this.list;
    const tried = others.map(({ label, message }) => `${label}: ${message}`).join('; ');
    return new SourceError(first.code, `${first.message}${tried ? ` (then tried ${tried})` : ''}`, {
      outage: first.outage,
      hint:
        first.hint ??
        (others.length === 0 ? 'configure a fallback (fallback.file or a last good load) to go on without the source' : undefined),
      cause: first,
    });
  }
}

export function noBatch(): SourceError {
  return new SourceError('OADS_SOURCE_NO_BATCH', `expected at least one batch, got none, so that not even the columns are known`, {
    hint: 'a loader gives one batch of 0 rows where there are none',
  });
}
