import type { CheckContext, GroupCheck } from '../../check/check.ts';
import type { Case } from './draw-cases.ts';
import { groupRecords } from './group-records.ts';
import { digestOf, makeBatch } from './make-batches.ts';
import { type Proofs, requireThat } from './proofs.ts';
import { canJudge, requireClear, requireLine, requireSame } from './prove-row-check.ts';
import { createRandom, shuffle } from './random.ts';

/** A group check judges the rows of one group beside each other: other groups, and the order in which they come, do not matter. */
export async function proveGroupCheck(
  subject: string,
  check: GroupCheck,
  options: Record<string, unknown>,
  cases: readonly Case[],
  context: (one: Case) => CheckContext,
  proofs: Proofs,
): Promise<void> {
  const grouping = check.group(options);
  const judgeGroups = (one: Case, groups: readonly number[][]) => {
    const verdicts = new Uint8Array(one.rows.length);
    for (const group of groups) {
      const own = new Uint8Array(group.length);
      const rows = group.map((row) => one.rows[row]);
      check.judge(makeBatch(one.schema, rows), options, context(one), own);
      for (const [index, row] of group.entries()) verdicts[row] = own[index];
    }
    return verdicts;
  };
  const judge = (one: Case) => judgeGroups(one, groupRecords(one.rows, grouping));
  const judged = cases.filter((one) => canJudge(() => judge(one)));
  await proofs.prove(subject, 'groups and orders by columns that it reads', () => {
    const read = check.columns(options);
    const unread = [...grouping.key, ...grouping.order].filter((name) => !read.includes(name));
    requireThat(unread.length === 0, `not among its columns: ${unread.join(', ')}`);
  });
  await proofs.prove(subject, 'says what it expects, in one line', () => requireLine(check.expectation(options)));
  await proofs.prove(subject, 'judges nulls and odd values, or says in one line why not', () => requireClear(cases, judge));
  await proofs.prove(subject, 'gives 0, 1 or 2 a row', () => {
    for (const one of judged)
      requireThat(
        judge(one).every((verdict) => verdict <= 2),
        `${one.label}: another verdict`,
      );
  });
  await proofs.prove(subject, 'judges the same rows the same each time, and does not write to them', () => {
    for (const one of judged) {
      requireSame(judge(one), judge(one), one);
      const [group] = groupRecords(one.rows, grouping);
      if (!group) continue;
      const batch = makeBatch(
        one.schema,
        group.map((row) => one.rows[row]),
      );
      const before = digestOf(batch);
      check.judge(batch, options, context(one), new Uint8Array(group.length));
      requireThat(digestOf(batch) === before, `${one.label}: the batch was changed`);
    }
  });
  await proofs.prove(subject, 'judges each group by itself: any order of the groups gives the same verdicts', () => {
    for (const one of judged) {
      const groups = groupRecords(one.rows, grouping);
      requireSame(judgeGroups(one, groups), judgeGroups(one, shuffle(groups, createRandom(13))), one);
    }
  });
  await proofs.prove(subject, 'judges a row by its place in the group, not by its number in the source', () => {
    for (const one of judged) {
      for (const group of groupRecords(one.rows, grouping).slice(0, 5)) {
        const rows = group.map((row) => one.rows[row]);
        const [first, later] = [0, 1_000_000].map((offset) => {
          const verdicts = new Uint8Array(rows.length);
          check.judge(makeBatch(one.schema, rows, offset), options, context(one), verdicts);
          return verdicts;
        });
        requireSame(first, later, one);
      }
    }
  });
}
