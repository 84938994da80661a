import type { CheckContext, RowCheck } from '../../check/check.ts';
import type { Case } from './draw-cases.ts';
import { digestOf, makeBatch, splitRows } from './make-batches.ts';
import { findFault, type Proofs, requireThat } from './proofs.ts';
import { createRandom, shuffle } from './random.ts';

/** A row check judges each row by itself: neither its batch nor its neighbours matter. */
export async function proveRowCheck(
  subject: string,
  check: RowCheck,
  options: Record<string, unknown>,
  cases: readonly Case[],
  context: (one: Case) => CheckContext,
  proofs: Proofs,
): Promise<void> {
  const judge = (one: Case, rows = one.rows, offset = 0) => {
    const verdicts = new Uint8Array(rows.length);
    check.judge(makeBatch(one.schema, rows, offset), options, context(one), verdicts);
    return verdicts;
  };
  const judged = cases.filter((one) => canJudge(() => judge(one)));
  await proofs.prove(subject, 'says what it expects, in one line', () => requireLine(check.expectation(options)));
  await proofs.prove(subject, 'judges nulls, no rows and odd values, or says in one line why not', () =>
    requireClear(cases, (one) => judge(one)),
  );
  await proofs.prove(subject, 'gives 0, 1 or 2 a row', () => {
    for (const one of judged)
      requireThat(
        judge(one).every((verdict) => verdict <= 2),
        `${one.label}: another verdict`,
      );
  });
  await proofs.prove(subject, 'judges the same rows the same each time, and does not write to them', () => {
    for (const one of judged) {
      const batch = makeBatch(one.schema, one.rows);
      const before = digestOf(batch);
      const [first, second] = [0, 1].map(() => {
        const verdicts = new Uint8Array(one.rows.length);
        check.judge(batch, options, context(one), verdicts);
        return verdicts;
      });
      requireSame(first, second, one);
      requireThat(digestOf(batch) === before, `${one.label}: the batch was changed`);
    }
  });
  await proofs.prove(subject, 'judges each row by itself: any split and any order give the same verdicts', () => {
    for (const one of judged) {
      const random = createRandom(one.rows.length + 7);
      const whole = judge(one);
      for (let round = 0; round < 2; round++) {
        const parts = splitRows(one.schema, one.rows, random).map((batch) => {
          const verdicts = new Uint8Array(batch.rows);
          check.judge(batch, options, context(one), verdicts);
          return verdicts;
        });
        requireSame(whole, Uint8Array.from(parts.flatMap((part) => [...part])), one);
      }
      const order = shuffle([...one.rows.keys()], random);
      const shuffled = judge(
        one,
        order.map((row) => one.rows[row]),
      );
      requireSame(
        order.map((row) => whole[row]),
        shuffled,
        one,
      );
    }
  });
}

export function canJudge(judge: () => unknown): boolean {
  try {
    judge();
    return true;
  } catch {
    return false;
  }
}

/** Nothing may be thrown where the types are those of the fixture; elsewhere an error for people. */
export function requireClear(cases: readonly Case[], judge: (one: Case) => unknown): void {
  for (const one of cases) {
    try {
      judge(one);
    } catch (error) {
      const fault = findFault(error);
      requireThat(fault === undefined, `${one.label}: ${fault}`);
      requireThat(one.mayRefuse, `${one.label}: threw ${(error as Error).message}`);
    }
  }
}

export function requireLine(text: unknown): void {
  requireThat(
    typeof text === 'string' && text.trim() !== '' && !/[\n\r]/.test(text),
    `expected a line of text, got ${JSON.stringify(text)}`,
  );
}

export function requireSame(expected: ArrayLike<number>, got: ArrayLike<number>, { label }: Case): void {
  requireThat(got.length === expected.length, `${label}: expected ${expected.length} values, got ${got.length}`);
  for (let row = 0; row < expected.length; row++) {
    requireThat(Object.is(expected[row], got[row]), `${label}: row ${row} is ${expected[row]}, and ${got[row]} when asked otherwise`);
  }
}
