import { messageOf, type SourceError } from '../errors.ts';

/** Why a source gave no rows. */
export interface SourceFailure {
  /** For messages: `postgres`, `the rows of the last good load`, a file's name. */
  readonly label: string;
  readonly code: string;
  /** True where it may pass by itself, false where somebody must change a setting or the source. */
  readonly outage: boolean;
  readonly message: string;
  /** What to do about it. */
  readonly hint: string | null;
}

export function toFailure(label: string, error: SourceError): SourceFailure {
  return { label, code: error.code, outage: error.outage, message: messageOf(error), hint: error.hint ?? null };
}

/** One sentence that tells an outage from a setting; `instead` names what is read in its place. */
export function describeFailure({ label, outage, message, hint }: SourceFailure, instead?: string): string {
  const what = outage ? `${label} is not available at the moment` : `${label} cannot be read as configured`;
  const next = instead === undefined ? '' : `; reading ${instead} instead`;
  const who = outage ? '' : `${instead === undefined ? ';' : ', but'} somebody must change the setting or the source`;
  return `${what}: ${message}${next}${who}${hint === null ? '' : ` (hint: ${hint})`}`;
}
