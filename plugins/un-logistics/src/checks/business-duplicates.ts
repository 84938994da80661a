import type { GroupCheck, HostApi } from '@oads/cli/plugin';
import { readText } from '../measures/read-text.ts';
import { columnOption, columnsOption } from '../options/column-option.ts';
import { toleranceOption } from '../options/tolerance-option.ts';

interface Options {
  readonly key: readonly string[];
  readonly order: string;
}
const DEFAULTS: Options = { key: ['asn_dn', 'item', 'quantity'], order: 'shipment_id' };
const read = (options: Record<string, unknown>): Options => ({ ...DEFAULTS, ...options });

/** The same business under two ids: of rows that share the key, the first passes. Rows with a null in the key are not judged. */
export const businessDuplicatesCheck = (api: HostApi): GroupCheck => ({
  kind: 'group',
  name: 'business-duplicates',
  description: 'no line is there twice under different ids: the same delivery note, item and quantity',
  options: api.Type.Object(
    {
      key: columnsOption(api, DEFAULTS.key, 'columns that make a line what it is'),
      order: columnOption(api, DEFAULTS.order, 'which row of several counts as the first'),
      ...toleranceOption(api),
    },
    { additionalProperties: false },
  ),
  columns: (options) => [...new Set([...read(options).key, read(options).order])],
  readsValues: () => false,
  group: (options) => ({ key: read(options).key, order: [read(options).order] }),
  judge(rows, options, _context, verdicts) {
    verdicts.fill(1);
    const { order } = read(options);
    verdicts[rows.column(order).type === 'text' ? findFirst(readText(rows, order), rows.rows) : 0] = 0;
  },
  expectation: (options) => `each ${read(options).key.join(', ')} once`,
});

/** The rows come in the order of text, of which 10 is before 9: ids that are all digits are compared by number. */
function findFirst(idOf: (row: number) => string | null, rows: number): number {
  const ids = Array.from({ length: rows }, (_, row) => idOf(row) ?? '');
  if (!ids.every((id) => /^\d{1,30}$/.test(id))) return 0;
  const numbers = ids.map(BigInt);
  return numbers.reduce((first, number, row) => (number < numbers[first] ? row : first), 0);
}
