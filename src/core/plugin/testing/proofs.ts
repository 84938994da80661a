import { BugError, messageOf } from '../../errors.ts';

/** What one law came to for one contribution. */
export interface ProofResult {
  /** `loader hxl`, `options of check lead-time`, `package`. */
  readonly subject: string;
  /** What must hold. */
  readonly law: string;
  /** What does not; null where it holds. */
  readonly problem: string | null;
}

/** Thrown by a proof: the law does not hold, for this reason. */
export class BrokenLaw extends Error {}

export function requireThat(holds: boolean, problem: string): asserts holds {
  if (!holds) throw new BrokenLaw(problem);
}

/** Collects what the proofs of one subject come to. A proof that throws anything is a law that does not hold. */
export class Proofs {
  readonly results: ProofResult[] = [];

  async prove(subject: string, law: string, proof: () => unknown): Promise<boolean> {
    let problem: string | null = null;
    try {
      await proof();
    } catch (error) {
      problem = error instanceof BrokenLaw ? error.message : `threw ${nameOf(error)}: ${messageOf(error)}`;
    }
    this.results.push({ subject, law, problem });
    return problem === null;
  }
}

/** What is wrong with an error as a message for people; undefined where nothing is. */
export function findFault(error: unknown): string | undefined {
  if (!(error instanceof Error)) return `expected an Error to be thrown, got ${typeof error}`;
  if (error instanceof BrokenLaw) return error.message;
  if (error instanceof BugError || [TypeError, ReferenceError, RangeError, SyntaxError].some((kind) => error instanceof kind))
    return `threw ${nameOf(error)}: ${messageOf(error)}`;
  if (error.message.trim() === '') return 'threw an error without a message';
  if (/[\n\r]/.test(error.message)) return `threw an error of several lines: ${JSON.stringify(error.message.slice(0, 120))}`;
  return error.message.length > 2000 ? `threw an error of ${error.message.length} characters` : undefined;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.constructor.name : typeof error;
}
