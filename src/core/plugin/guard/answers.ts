import { messageOf, OadsError, PluginError } from '../../errors.ts';

/** Of a plugin's text in messages and artifacts, in characters: they are for people. */
const MOST_CHARACTERS = 500;

/** A plugin's text, cut where it is too long to be read. */
export function shorten(text: string): string {
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS).toWellFormed()}…`;
}

/** What a plugin threw, its message cut where it is too long to be read. */
export function shortened(thrown: unknown): unknown {
  if (messageOf(thrown).length <= MOST_CHARACTERS) return thrown;
  // An error of oads keeps its class and code, by which it is known.
  if (thrown instanceof OadsError) return Object.defineProperty(thrown, 'message', { value: shorten(messageOf(thrown)) });
  return new Error(shorten(messageOf(thrown)), { cause: thrown });
}

/** The answer. A promise is refused: nobody would wait for it, nor for its rejection. */
export function refusePromise<T>(what: string, answer: T): T {
  if (typeof (answer as { then?: unknown } | null | undefined)?.then !== 'function') return answer;
  Promise.resolve(answer).catch(() => {});
  throw new Error(`expected ${what} to answer at once, got a promise`);
}

/** What a function of a plugin gives at once. */
export function atOnce<T>(what: string, work: () => T): T {
  let answer: T;
  try {
    answer = work();
  } catch (error) {
    throw shortened(error);
  }
  return refusePromise(what, answer);
}

/** As `atOnce`, for what is asked about the options alone. Throws PluginError unless it is an error for people. */
export function askPlugin<T>(owner: string, what: string, work: () => T): T {
  try {
    return atOnce(what, work);
  } catch (error) {
    if (error instanceof OadsError && error.exitCode !== 70) throw error;
    throw new PluginError('OADS_PLUGIN_FAILED', `${owner}: ${what} failed: ${messageOf(error)}`, { cause: error });
  }
}

/** Throws PluginError for an answer that is not what was asked for. */
export function requireAnswer(holds: boolean, owner: string, expected: string, got: unknown): void {
  if (!holds) throw new PluginError('OADS_PLUGIN_FAILED', `${owner}: expected ${expected}, got ${kindOf(got)}`);
}

export function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? shorten(JSON.stringify(value)) : String(value);
}
