import type { HostApi, RowCheck } from '@oads/cli/plugin';
import { columnOption } from '../options/column-option.ts';
import { textAt } from '../options/text-at.ts';
import { toleranceOption } from '../options/tolerance-option.ts';

const DEFAULTS = { problem: 'problem' };

/** The records of a schedule file count on without a break: else lines were lost, or put in by hand. */
export const scheduleSerialsCheck = (api: HostApi): RowCheck => ({
  kind: 'row',
  name: 'schedule-serials',
  description: "the serial numbers of an SSIM file's records, and the trailer's check of them, have no break",
  options: api.Type.Object(
    { problem: columnOption(api, DEFAULTS.problem, 'what the loader ssim says is wrong with a record'), ...toleranceOption(api) },
    { additionalProperties: false },
  ),
  columns: (options) => [read(options).problem],
  expectation: () => 'serial numbers without a break',

  judge(batch, options, _context, verdicts) {
    const problemAt = textAt(batch, read(options).problem);
    for (let row = 0; row < batch.rows; row++) if (/(?:^|; )serial/.test(problemAt(row) ?? '')) verdicts[row] = 1;
  },
});

function read(options: Record<string, unknown>): typeof DEFAULTS {
  return { ...DEFAULTS, ...options };
}
