import { messageOf, type SourceError } from '../errors.ts';
import type { SourceUsed } from '../snapshot/parts.ts';
import type { RowSource } from './load-rows.ts';

/** Why a source gave no rows. */
export interface SourceFailure {
  readonly source: SourceUsed;
  /** For messages: `postgres`, `the rows of the last good load`, a file's name. */
  readonly label: string;
  readonly code: string;
  /** True where it may pass by itself, false where somebody must change a setting or the source. */
  readonly outage: boolean;
  readonly message: string;
  /** What to do about it. */
  readonly hint: string | null;
}

export function toFailure({ used, label }: RowSource, error: SourceError): SourceFailure {
  return { source: used, label, code: error.code, outage: error.outage, message: messageOf(error), hint: error.hint ?? null };
}

/** One sentence that tells an outage from a setting; `instead` names what is read in its place. */
export function describeFailure({ source, label, outage, message, hint }: SourceFailure, instead?: string): string {
  const next = instead === undefined ? '' : `; reading ${instead} instead`;
  const advice = hint === null ? '' : ` (hint: ${hint})`;
  if (source === 'last_good' || source === 'file') return `${label} cannot be used: ${message}${next}${advice}`;
  if (outage) return `${label} is not available at the moment: ${message}${next}${advice}`;
  const joint = instead === undefined ? ';' : ', but';
  return `${label} cannot be read as configured: ${message}${next}${joint} somebody must change the setting or the source${advice}`;
}
