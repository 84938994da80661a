import { refusePromise } from '../guard/answers.ts';
import { overlay } from '../guard/overlay.ts';
import { BrokenLaw } from './proofs.ts';

/** What must answer at once. */
const PROMPT = ['columns', 'readsValues', 'expectation', 'group', 'judge', 'inputs', 'compute'] as const;

/** The contribution, which breaks the law where it gives a promise in the place of an answer: nobody would wait for its rejection. */
export function refusePromises<T extends object>(item: T): T {
  const given = item as Readonly<Record<string, unknown>>;
  const members = PROMPT.flatMap((key) => {
    const work = given[key];
    if (typeof work !== 'function') return [];
    return [[key, (...args: unknown[]) => requirePrompt(key, Reflect.apply(work, item, args))]];
  });
  return overlay(item, Object.fromEntries(members));
}

/** The answer of one function; a promise breaks the law, where another error may be a refusal in order. */
export function requirePrompt<T>(what: string, answer: T): T {
  try {
    return refusePromise(what, answer);
  } catch (error) {
    throw new BrokenLaw((error as Error).message);
  }
}
