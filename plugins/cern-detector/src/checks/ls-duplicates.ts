import type { GroupCheck, HostApi } from '@oads/cli/plugin';
import { LUMISECTION_COLUMNS, type LumisectionColumns, lumisectionColumns } from '../options/lumisection-columns.ts';
import { optionKinds } from '../options/option-kinds.ts';

const readOptions = (options: Record<string, unknown>) => ({ ...LUMISECTION_COLUMNS, ...options }) as LumisectionColumns;

/** A table of lumisections has each one once; every row beyond the first fails. */
export const lsDuplicatesCheck = (api: HostApi): GroupCheck => ({
  kind: 'group',
  name: 'ls-duplicates',
  description: 'each lumisection of a run stands in one row',
  options: api.Type.Object({ ...lumisectionColumns(api), tolerance: optionKinds(api).tolerance }, { additionalProperties: false }),
  columns: (options) => [readOptions(options).run, readOptions(options).lumisection],
  group: (options) => ({ key: [readOptions(options).run], order: [readOptions(options).lumisection] }),

  judge(rows, options, _context, verdicts) {
    const lumisections = rows.numbers(readOptions(options).lumisection);
    for (let row = 0; row < rows.rows; row++) {
      if (Number.isNaN(lumisections[row])) verdicts[row] = 2;
      else if (row > 0 && lumisections[row] === lumisections[row - 1]) verdicts[row] = 1;
    }
  },

  expectation: (options) => `each ${readOptions(options).lumisection} of a ${readOptions(options).run} once`,
});
