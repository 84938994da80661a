import type { Batch } from '../../frame/batch.ts';
import type { Feature } from '../../profile/feature.ts';
import type { Case } from './draw-cases.ts';
import { groupRecords } from './group-records.ts';
import { digestOf, makeBatch, splitRows } from './make-batches.ts';
import { type Proofs, requireThat } from './proofs.ts';
import { canJudge, requireClear, requireSame } from './prove-row-check.ts';
import { createRandom, shuffle } from './random.ts';

/** A feature gives one float64 a row, of the row alone, or, of the kind window, of the row and its group. */
export async function proveFeature(
  subject: string,
  feature: Feature,
  options: Record<string, unknown>,
  cases: readonly Case[],
  prepared: unknown,
  proofs: Proofs,
): Promise<void> {
  const compute = (batch: Batch, { label }: Case) => {
    const values = feature.compute(batch, options, prepared);
    requireThat(values instanceof Float64Array, `${label}: expected a Float64Array, got ${nameOf(values)}`);
    requireThat(values.length === batch.rows, `${label}: expected ${batch.rows} values, got ${values.length}`);
    return values;
  };
  const grouping = feature.kind === 'window' ? feature.group(options) : undefined;
  const computeAll = (one: Case) => {
    if (!grouping) return compute(makeBatch(one.schema, one.rows), one);
    return computeGroups(one, groupRecords(one.rows, grouping));
  };
  const computeGroups = (one: Case, groups: readonly number[][]) => {
    const all = new Float64Array(one.rows.length).fill(Number.NaN);
    for (const group of groups) {
      const rows = group.map((row) => one.rows[row]);
      const values = compute(makeBatch(one.schema, rows), one);
      for (const [index, row] of group.entries()) all[row] = values[index];
    }
    return all;
  };
  const computed = cases.filter((one) => canJudge(() => computeAll(one)));
  await proofs.prove(subject, 'gives one float64 a row, NaN where it cannot tell, also for nulls, no rows and odd values', () =>
    requireClear(cases, computeAll),
  );
  await proofs.prove(subject, 'gives no infinities for ordinary values', () => {
    for (const one of computed.filter(({ label }) => !label.includes('odd'))) {
      const row = computeAll(one).findIndex((value) => Math.abs(value) === Number.POSITIVE_INFINITY);
      requireThat(row < 0, `${one.label}: an infinity in row ${row}`);
    }
  });
  await proofs.prove(subject, 'gives the same each time, and does not write to the rows', () => {
    for (const one of computed) {
      requireSame(computeAll(one), computeAll(one), one);
      const batch = makeBatch(one.schema, one.rows);
      const before = digestOf(batch);
      // Of the kind window, all rows as one group, whatever it says of them.
      if (canJudge(() => compute(batch, one))) requireThat(digestOf(batch) === before, `${one.label}: the batch was changed`);
    }
  });
  const law = grouping
    ? 'depends on the group alone: any order of the groups gives the same'
    : 'depends on the row alone: any split and any order give the same';
  await proofs.prove(subject, law, () => {
    for (const one of computed) {
      const random = createRandom(one.rows.length + 17);
      const whole = computeAll(one);
      if (grouping) {
        requireSame(whole, computeGroups(one, shuffle(groupRecords(one.rows, grouping), random)), one);
        continue;
      }
      const parts = splitRows(one.schema, one.rows, random).flatMap((batch) => [...compute(batch, one)]);
      requireSame(whole, parts, one);
      const order = shuffle([...one.rows.keys()], random);
      const shuffled = order.map((row) => one.rows[row]);
      requireSame(
        order.map((row) => whole[row]),
        compute(makeBatch(one.schema, shuffled), one),
        one,
      );
    }
  });
}

function nameOf(value: unknown): string {
  return value === null || typeof value !== 'object' ? typeof value : value.constructor.name;
}
