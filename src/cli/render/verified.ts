import type { VerifyReport } from '../../core/pipeline/verify-path.ts';
import { layOutLine } from '../terminal/lay-out.ts';
import { PAPER, type Screen } from '../terminal/screen.ts';
import { verdict } from '../terminal/verdict-style.ts';
import { formatCount } from './format.ts';

/** A line for everything that is not as it was written, the totals last. */
export function renderVerified(
  { kind, checked, problems, leftovers, inputs }: VerifyReport,
  target: string,
  screen: Screen = PAPER,
): string {
  const count = `${formatCount(checked)} ${kind === 'bundle' ? 'bundle' : 'runs'} checked`;
  return [
    ...problems.flatMap((problem) => layOutLine([verdict('ALTERED'), ` ${problem.what}`], screen)),
    ...leftovers.flatMap((name) =>
      layOutLine(`left over: ${name}: by a run that was killed; the next one or \`oads prune\` removes it`, screen),
    ),
    ...inputs.flatMap(({ run_id, input, same }) =>
      layOutLine(`${input} of run ${run_id}: ${same ? 'as recorded' : 'another one than is there now'}`, screen),
    ),
    ...layOutLine(`${target}: ${count}, ${formatCount(problems.length)} problems`, screen),
  ].join('\n');
}
