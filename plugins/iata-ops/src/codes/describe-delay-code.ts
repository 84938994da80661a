import { AHM_730 } from './ahm-730.ts';

export type DelayFamily =
  | 'airline-internal'
  | 'other'
  | 'passenger-baggage'
  | 'cargo-mail'
  | 'ramp-handling'
  | 'technical'
  | 'damage-systems'
  | 'operations-crew'
  | 'weather'
  | 'atfm-airport-government'
  | 'reactionary'
  | 'miscellaneous'
  | 'user-defined';

export interface DelayCode {
  readonly family: DelayFamily;
  readonly reason: string;
  /** Brought along by an earlier leg: its aircraft, crew, passengers or load. */
  readonly reactionary: boolean;
}

const SUBDIVIDED = /^(\d\d|[A-Z]{2})([A-Z])$/;

/**
 * What a delay code stands for; undefined where no table knows it. AHM 730: two digits, or the two letters beside them. AHM 731 adds a
 * letter to them (`93A`). AHM 732 (`^[A-Z]{3}$`) is known only from the user's table, which also overrides the others.
 */
export function describeDelayCode(code: string, userCodes?: ReadonlyMap<string, DelayCode>): DelayCode | undefined {
  const given = padDelayCode(code.trim().toUpperCase());
  const own = userCodes?.get(given) ?? AHM_730.get(given);
  if (own) return own;
  const [, main] = SUBDIVIDED.exec(given) ?? [];
  // Three letters are an AHM 732 code, which the table of AHM 731 must not explain.
  return main && /^\d/.test(main) ? (userCodes?.get(main) ?? AHM_730.get(main)) : undefined;
}

/** A lost leading zero: `5` is `05`. */
export function padDelayCode(code: string): string {
  return /^\d$/.test(code) ? `0${code}` : code;
}

/** Whether a text has the shape of a code of AHM 730, 731 or 732, known or not. */
export function isDelayCodeShape(code: string): boolean {
  return /^(?:\d{1,2}[A-Z]?|[A-Z]{2,3})$/.test(code);
}
