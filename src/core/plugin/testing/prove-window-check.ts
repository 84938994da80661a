import type { CheckContext, Finding, WindowCheck } from '../../check/check.ts';
import type { Batch } from '../../frame/batch.ts';
import type { Case } from './draw-cases.ts';
import { makeBatch, splitRows } from './make-batches.ts';
import { findFault, type Proofs, requireThat } from './proofs.ts';
import { createRandom } from './random.ts';

/** A window check reads all rows, as often as it likes: what it finds does not depend on where batches end. */
export async function proveWindowCheck(
  subject: string,
  check: WindowCheck,
  options: Record<string, unknown>,
  cases: readonly Case[],
  context: (one: Case) => CheckContext,
  proofs: Proofs,
): Promise<void> {
  const evaluate = (one: Case, batches: readonly Batch[]) => check.evaluate(readerOf(one, batches), options, context(one));
  const judged: { one: Case; whole: string }[] = [];
  await proofs.prove(subject, 'finds in nulls, no rows and odd values, or says in one line why not', async () => {
    for (const one of cases) {
      try {
        judged.push({ one, whole: JSON.stringify(await evaluate(one, [makeBatch(one.schema, one.rows)])) });
      } catch (error) {
        const fault = findFault(error);
        requireThat(fault === undefined, `${one.label}: ${fault}`);
        requireThat(one.mayRefuse, `${one.label}: threw ${(error as Error).message}`);
      }
    }
  });
  await proofs.prove(subject, 'finds the same each time', async () => {
    for (const { one, whole } of judged) requireSameFinding(one, whole, await evaluate(one, [makeBatch(one.schema, one.rows)]));
  });
  await proofs.prove(subject, 'finds the same wherever batches end', async () => {
    for (const { one, whole } of judged) {
      const random = createRandom(one.rows.length + 11);
      for (let round = 0; round < 2; round++) requireSameFinding(one, whole, await evaluate(one, splitRows(one.schema, one.rows, random)));
    }
  });
}

/** Gives the columns that are asked for, as the host does. */
function readerOf({ label }: Case, batches: readonly Batch[]) {
  return async function* read(columns: readonly string[]): AsyncGenerator<Batch> {
    for (const batch of batches) {
      const unknown = columns.filter((name) => !batch.has(name));
      requireThat(unknown.length === 0, `${label}: reads ${unknown.join(', ')}, which is not among its columns`);
      yield batch.replaceColumns(
        batch.schema.filter(({ name }) => columns.includes(name)),
        new Map(),
      );
    }
  };
}

function requireSameFinding({ label }: Case, expected: string, finding: Finding): void {
  const got = JSON.stringify(finding);
  requireThat(got === expected, `${label}: found ${expected.slice(0, 200)}, and otherwise ${got.slice(0, 200)}`);
}
