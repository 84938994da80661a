import type { Loaded } from '../../load/load-rows.ts';
import type { Effects } from '../effects.ts';
import type { RowIntake } from '../intake.ts';
import type { Plan } from '../plan.ts';

/** Nothing that is written depends on it, but whoever reads a time will. */
export function warnOfClock(previousFinishedAt: string | null, startedAt: Date, effects: Effects): void {
  if (previousFinishedAt === null || startedAt.getTime() >= Date.parse(previousFinishedAt)) return;
  effects.warn(
    `the clock stands at ${startedAt.toISOString()}, before the end of the run before (${previousFinishedAt}): ages and freshness may be wrong`,
  );
}

/** The commonest reason for no rows is a wrong point of view. */
export function warnOfEmptyWindow({ window }: Plan, { used, label }: Loaded<RowIntake>, effects: Effects): void {
  if (used !== 'primary' || !window) return;
  const [from, to] = [window.from.toISOString(), window.to.toISOString()];
  const isRight = window.by === 'config' ? ': is the as-of time right (--as-of)?' : '';
  effects.warn(`${label}: no rows with ${window.column} in [${from}, ${to})${isRight}`);
}

/** The contract's columns are judged by its checks; nobody would hear of the others. */
export function warnOfUnjudged({ config }: Plan, { unreadable }: RowIntake, effects: Effects): void {
  for (const [column, count] of unreadable) {
    if (config.contract.some(({ name }) => name === column)) continue;
    effects.warn(
      `${count} values of "${column}" are not finite and were read as null: put the column into the contract to have them judged`,
    );
  }
}
