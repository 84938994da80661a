import path from 'node:path';
import { UsageError } from '../../../core/errors.ts';
import { isStranger, judgeMode, thisUser } from './judge.ts';
import { look } from './look.ts';

/**
 * A bare name of what is there stands for it, before any plugin or package of that name: where all may write, another could have laid it for whoever
 * comes by. Throws UsageError.
 */
export function refuseLaid(given: string): void {
  const user = thisUser();
  if (user === undefined || /^(?:[./~]|file:)/.test(given)) return;
  const here = process.cwd();
  const [stats, around] = [look(path.resolve(given.split('/')[0])), look(here)];
  if (!stats || !around || !isStranger(stats, user) || !judgeMode(here, around, user, true)) return;
  throw new UsageError(
    'OADS_USAGE_PLUGIN',
    `expected a path or a name, got ${JSON.stringify(given)}, which another user (uid ${stats.uid}) has laid in ${here}, where all users may write`,
    { hint: `if it is what you mean, name it ./${given}` },
  );
}
