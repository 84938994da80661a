import type { HostApi, PrepareContext, RowCheck } from '@oads/cli/plugin';
import type { Pcodes } from '../codes/load-pcodes.ts';
import { readCodeList } from '../codes/read-code-list.ts';
import { codeOptions, judgeCodes } from './judge-codes.ts';

interface Options {
  readonly column: string;
  readonly codes: string;
  readonly level?: number;
}

/** Membership, not form: a fortieth of the P-codes does not look like one. */
export const pcodeCheck = (api: HostApi): RowCheck => ({
  kind: 'row',
  name: 'pcode',
  description: 'places are P-codes of a list of the Common Operational Datasets',
  options: api.Type.Object(
    {
      ...codeOptions(api, 'column of P-codes'),
      codes: api.Type.String({ minLength: 1, description: 'the list, as OCHA publishes it: a CSV with a column P-Code' }),
      level: api.Type.Optional(
        api.Type.Integer({ minimum: 0, maximum: 5, description: 'administrative level that they must be of; 1 is below the country' }),
      ),
    },
    { additionalProperties: false },
  ),
  columns: (options) => [(options as unknown as Options).column],

  async prepare(options, context: PrepareContext): Promise<Pcodes> {
    const { loadPcodes } = await import('../codes/load-pcodes.ts');
    return readCodeList(api, (options as unknown as Options).codes, context, loadPcodes);
  },

  judge(batch, options, { prepared }, verdicts) {
    const { column, level } = options as unknown as Options;
    const isSound = (code: string) => {
      const found = (prepared as Pcodes).get(code);
      return found !== undefined && (level === undefined || found.level === level);
    };
    judgeCodes(batch, column, isSound, verdicts);
  },

  expectation(options) {
    const { column, level } = options as unknown as Options;
    return `${column} in the list of P-codes${level === undefined ? '' : `, of level ${level}`}`;
  },
});
