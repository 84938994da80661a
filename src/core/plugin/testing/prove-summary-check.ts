import type { CheckContext, CheckState, Finding, SummaryCheck } from '../../check/check.ts';
import type { Batch } from '../../frame/batch.ts';
import type { Case } from './draw-cases.ts';
import { makeBatch, splitRows } from './make-batches.ts';
import { type Proofs, requireThat } from './proofs.ts';
import { canJudge, requireClear, requireLine } from './prove-row-check.ts';
import { createRandom, shuffle } from './random.ts';
import { requirePrompt } from './refuse-promises.ts';

/** The state of a summary check is a sum over rows: it merges in any order and grouping. */
export async function proveSummaryCheck(
  subject: string,
  check: SummaryCheck,
  options: Record<string, unknown>,
  cases: readonly Case[],
  context: (one: Case) => CheckContext,
  proofs: Proofs,
): Promise<void> {
  const stateOf = (one: Case, batches: readonly Batch[]) => {
    const state = check.start(options, context(one));
    for (const batch of batches) requirePrompt('update', state.update(batch));
    return state;
  };
  const whole = (one: Case) => stateOf(one, [makeBatch(one.schema, one.rows)]);
  const judged = cases.filter((one) => canJudge(() => whole(one).finding()));
  /** `build` is asked for its states anew each time: a merge changes them. */
  const holds = (build: (one: Case, parts: readonly Batch[]) => CheckState) => () => {
    for (const one of judged) {
      const parts = splitRows(one.schema, one.rows, createRandom(one.rows.length + 3));
      const [expected, got] = [textOf(whole(one).finding()), textOf(build(one, parts).finding())];
      requireThat(got === expected, `${one.label}: found ${expected}, and otherwise ${got}`);
    }
  };
  await proofs.prove(subject, 'finds in nulls, no rows and odd values, or says in one line why not', () =>
    requireClear(cases, (one) => {
      const { observed, expected } = whole(one).finding();
      requireLine(observed);
      requireLine(expected);
    }),
  );
  await proofs.prove(
    subject,
    'finds the same each time it is asked',
    holds((one) => {
      const state = whole(one);
      state.finding();
      return state;
    }),
  );
  await proofs.prove(
    subject,
    'finds the same wherever batches end, and in any order of them',
    holds((one, parts) => stateOf(one, shuffle(parts, createRandom(5)))),
  );
  await proofs.prove(
    subject,
    'merging is associative',
    holds((one, parts) => {
      // a + (b + (c + d)), beside the sum from the left that `update` is.
      const states = parts.map((part) => stateOf(one, [part]));
      return states.reduceRight((right, left) => {
        left.merge(right);
        return left;
      });
    }),
  );
  await proofs.prove(
    subject,
    'merging is commutative',
    holds((one, parts) => {
      const [first, ...others] = parts.map((part) => stateOf(one, [part])).reverse();
      for (const other of others) first.merge(other);
      return first;
    }),
  );
  await proofs.prove(
    subject,
    'merging with the state of no rows changes nothing',
    holds((one) => {
      const nothing = check.start(options, context(one));
      nothing.merge(whole(one));
      nothing.merge(check.start(options, context(one)));
      nothing.update(makeBatch(one.schema, [], one.rows.length));
      return nothing;
    }),
  );
}

/** Samples are any of the rows that failed; all else must be the same. */
function textOf({ samples: _samples, ...finding }: Finding): string {
  return JSON.stringify(finding);
}
