import { redactor } from './redactor.ts';

/** A process that runs for days must not fill its memory with what it once said. */
const MOST_KEPT = 1000;

let kept: string[] = [];
let more = 0;

/** Keeps a warning for the result, whether it is shown or not. */
export function noteWarning(message: string): void {
  if (kept.length < MOST_KEPT) kept.push(redactor(message));
  else more++;
}

/** All warnings since the last time it was asked: `warnings` of a result with `--json`. */
export function takeWarnings(): string[] {
  const taken = more > 0 ? [...kept, `and ${more} more`] : kept;
  kept = [];
  more = 0;
  return taken;
}
