import type { GroupCheck, HostApi } from '@oads/cli/plugin';
import type { GoldenList } from '../golden/golden-list.ts';
import { LUMISECTION_COLUMNS, type LumisectionColumns, lumisectionColumns } from '../options/lumisection-columns.ts';
import { optionKinds } from '../options/option-kinds.ts';

interface Options extends LumisectionColumns {
  readonly golden?: string;
}

const readOptions = (options: Record<string, unknown>) => ({ ...LUMISECTION_COLUMNS, ...options }) as Options;

/** No lumisection of a run is left out; the row behind the gap fails. */
export const lsGapsCheck = (api: HostApi): GroupCheck => ({
  kind: 'group',
  name: 'ls-gaps',
  description: 'the lumisections of each run follow each other without a gap',
  options: api.Type.Object(
    {
      ...lumisectionColumns(api),
      golden: optionKinds(api).text('a golden JSON: a gap that holds none of its lumisections passes'),
      tolerance: optionKinds(api).tolerance,
    },
    { additionalProperties: false },
  ),
  columns: (options) => [readOptions(options).run, readOptions(options).lumisection],
  group: (options) => ({ key: [readOptions(options).run], order: [readOptions(options).lumisection] }),

  async prepare(options, { readFile }) {
    const { golden } = readOptions(options);
    if (golden === undefined) return undefined;
    const { parseGolden } = await import('../golden/parse-golden.ts');
    return parseGolden(api, new TextDecoder().decode(await readFile(golden)), golden);
  },

  judge(rows, options, { prepared }, verdicts) {
    const { run, lumisection } = readOptions(options);
    const golden = prepared as GoldenList | undefined;
    const runs = rows.numbers(run);
    const lumisections = rows.numbers(lumisection);
    for (let row = 0; row < rows.rows; row++) {
      const at = lumisections[row];
      if (Number.isNaN(at)) verdicts[row] = 2;
      else if (row > 0 && at > lumisections[row - 1] + 1) {
        if (!golden || golden.hasAny(runs[row], lumisections[row - 1] + 1, at - 1)) verdicts[row] = 1;
      }
    }
  },

  expectation: (options) => {
    const { run, lumisection, golden } = readOptions(options);
    return `no gap in ${lumisection} of each ${run}${golden === undefined ? '' : ` among the lumisections of ${golden}`}`;
  },
});
