import type { HostApi, RowCheck } from '@oads/cli/plugin';
import { columnOption } from '../options/column-option.ts';
import { textAt } from '../options/text-at.ts';
import { toleranceOption } from '../options/tolerance-option.ts';

const DEFAULTS = { problem: 'problem' };

/** The loader could read all of a record. */
export const readableCheck = (api: HostApi): RowCheck => ({
  kind: 'row',
  name: 'readable',
  description: 'the loader could read all of a record: its column problem is empty',
  options: api.Type.Object(
    { problem: columnOption(api, DEFAULTS.problem, 'what the loader says is wrong with a record'), ...toleranceOption(api) },
    { additionalProperties: false },
  ),
  columns: (options) => [read(options).problem],
  expectation: () => 'records without a problem',

  judge(batch, options, _context, verdicts) {
    const problemAt = textAt(batch, read(options).problem);
    for (let row = 0; row < batch.rows; row++) if (problemAt(row) !== null) verdicts[row] = 1;
  },
});

function read(options: Record<string, unknown>): typeof DEFAULTS {
  return { ...DEFAULTS, ...options };
}
