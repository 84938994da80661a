/** What a run may do to the world besides its artifacts; tests pass silent ones. */
export interface Effects {
  now(): Date;
  readonly signal?: AbortSignal;
  info(message: string): void;
  warn(message: string): void;
  /** Said before something that cannot report its progress and may take long. */
  announce?(message: string): void;
  /** Hides secrets in a text for people that goes into an artifact; without it, it goes there as it is. */
  redact?(text: string): string;
  /** Rows done in a stage; `total` where it is known. */
  progress(stage: Stage, done: number, total?: number): void;
}

export const STAGES = ['load', 'groups', 'fit', 'score', 'results'] as const;
export type Stage = (typeof STAGES)[number];

export const silentEffects: Effects = { now: () => new Date(), info: () => {}, warn: () => {}, progress: () => {} };
