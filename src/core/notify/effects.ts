/** What notifying may do to the world besides sending; tests bring a clock that nobody waits for. */
export interface NotifyEffects {
  now(): Date;
  /** Of a clock that never jumps. */
  elapsedMs(): number;
  /** Resolves after so long, or at once when the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  /** From 0 to less than 1. */
  random(): number;
  warn(message: string): void;
  /** Hides secrets in what is recorded and warned of. */
  redact?(text: string): string;
  readonly signal?: AbortSignal;
  /** What a command of a channel inherits. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Directory that a command of a channel starts in. */
  readonly baseDir: string;
}
