import type { HostApi, RowCheck } from '@oads/cli/plugin';
import type { GoldenList } from '../golden/golden-list.ts';
import { LUMISECTION_COLUMNS, type LumisectionColumns, lumisectionColumns } from '../options/lumisection-columns.ts';
import { optionKinds } from '../options/option-kinds.ts';

interface Options extends LumisectionColumns {
  readonly path: string;
}

const readOptions = (options: Record<string, unknown>) => ({ ...LUMISECTION_COLUMNS, ...options }) as Options;

/** Every row is of a certified lumisection. */
export const goldenCheck = (api: HostApi): RowCheck => ({
  kind: 'row',
  name: 'golden',
  description: 'the run and lumisection of each row are in a golden JSON',
  options: api.Type.Object(
    {
      path: api.Type.String({ minLength: 1, description: 'the golden JSON, relative to the config file' }),
      ...lumisectionColumns(api),
      tolerance: optionKinds(api).tolerance,
    },
    { additionalProperties: false },
  ),
  columns: (options) => [readOptions(options).run, readOptions(options).lumisection],

  async prepare(options, { readFile }) {
    const { path } = readOptions(options);
    const { parseGolden } = await import('../golden/parse-golden.ts');
    return parseGolden(api, new TextDecoder().decode(await readFile(path)), path);
  },

  judge(batch, options, { prepared }, verdicts) {
    const { run, lumisection } = readOptions(options);
    const golden = prepared as GoldenList;
    const runs = batch.numbers(run);
    const lumisections = batch.numbers(lumisection);
    for (let row = 0; row < batch.rows; row++) {
      if (Number.isNaN(runs[row]) || Number.isNaN(lumisections[row])) verdicts[row] = 2;
      else if (!golden.has(runs[row], lumisections[row])) verdicts[row] = 1;
    }
  },

  expectation: (options) => `run and lumisection in ${readOptions(options).path}`,
});
