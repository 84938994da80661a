import type { GroupCheck, HostApi } from '@oads/cli/plugin';
import { optionKinds } from '../options/option-kinds.ts';
import { median } from '../physics/median.ts';

interface Options {
  readonly count: string;
  readonly luminosity: string;
  readonly by: readonly string[];
  readonly reference?: string;
  readonly relative: number;
  readonly sigmas: number;
  readonly min_rows: number;
}

const DEFAULTS: Options = {
  count: 'hlt_count',
  luminosity: 'recorded',
  by: ['prescale_index'],
  relative: 0.2,
  sigmas: 5,
  min_rows: 10,
};
const readOptions = (options: Record<string, unknown>) => ({ ...DEFAULTS, ...options }) as Options;

/** Counts of a trigger follow the luminosity: beyond both a relative margin and the counting error, a row fails. */
export const triggerRateCheck = (api: HostApi): GroupCheck => {
  const { column, columns, number, text, tolerance } = optionKinds(api);
  return {
    kind: 'group',
    name: 'trigger-rate',
    description: 'trigger counts over luminosity stay near the reference rate of their prescale, or near its median in the batch',
    options: api.Type.Object(
      {
        count: column(DEFAULTS.count, 'the column of the trigger counts'),
        luminosity: column(DEFAULTS.luminosity, 'the column of the luminosity; rows where it is 0 are not judged'),
        by: columns(DEFAULTS.by, 'rows with equal values here share a rate: the prescale index, and the path where there are several'),
        reference: text(
          'a JSON file {"<prescale index>": <counts per unit of luminosity>, …}, several columns of `by` joined with "/"; without it, the median in the batch',
        ),
        relative: number(DEFAULTS.relative, 'largest deviation that passes, as a share of the expected counts', { minimum: 0 }),
        sigmas: number(DEFAULTS.sigmas, 'a deviation of so many square roots of the expected counts passes, too', { minimum: 0 }),
        min_rows: number(DEFAULTS.min_rows, 'without a reference: fewer rows of one prescale than this are not judged', { minimum: 1 }),
        tolerance,
      },
      { additionalProperties: false },
    ),
    columns(options) {
      const { count, luminosity, by } = readOptions(options);
      return [count, luminosity, ...by];
    },
    group: (options) => ({ key: readOptions(options).by, order: [] }),

    async prepare(options, { readFile }) {
      const { reference } = readOptions(options);
      if (reference === undefined) return undefined;
      const { parseRates } = await import('./trigger/parse-rates.ts');
      return parseRates(api, new TextDecoder().decode(await readFile(reference)), reference);
    },

    judge(rows, options, { prepared }, verdicts) {
      const { count, luminosity, by, relative, sigmas, min_rows: minRows } = readOptions(options);
      const counts = rows.numbers(count);
      const lumis = rows.numbers(luminosity);
      const rates = counts.map((value, row) => (lumis[row] > 0 ? value / lumis[row] : Number.NaN));
      const table = prepared as ReadonlyMap<string, number> | undefined;
      const judged = rates.reduce((total, rate) => total + (Number.isNaN(rate) ? 0 : 1), 0);
      const rate = table ? table.get(labelOf(rows, by)) : judged >= minRows ? median(rates) : undefined;
      for (let row = 0; row < rows.rows; row++) {
        if (rate === undefined || Number.isNaN(rates[row])) {
          verdicts[row] = 2;
          continue;
        }
        const expected = rate * lumis[row];
        if (Math.abs(counts[row] - expected) > Math.max(relative * expected, sigmas * Math.sqrt(expected))) verdicts[row] = 1;
      }
    },

    expectation(options) {
      const { count, luminosity, by, reference, relative } = readOptions(options);
      const of = reference === undefined ? `the median of its ${by.join(', ')}` : reference;
      return `${count} / ${luminosity} within ${relative * 100} % of ${of}`;
    },
  };
};

/** What all rows of a group have in common, as the reference names it: `3`, or `3/HLT_IsoMu27`. */
function labelOf(rows: Parameters<GroupCheck['judge']>[0], by: readonly string[]): string {
  if (rows.rows === 0) return '';
  return by
    .map((name) => {
      const column = rows.column(name);
      return column.type === 'text' ? column.dictionary[column.codes[0]] : String(column.values[0]);
    })
    .join('/');
}
