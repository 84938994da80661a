import type { HostApi, PrepareContext, RowCheck } from '@oads/cli/plugin';
import type { Locodes } from '../codes/load-locodes.ts';
import { readCodeList } from '../codes/read-code-list.ts';
import { codeOptions, judgeCodes } from './judge-codes.ts';

interface Options {
  readonly column: string;
  readonly codes?: string;
}

/** Codes are in a published list: the edition that comes with the plugin, or one of the user. */
export const locodeCheck = (api: HostApi): RowCheck => ({
  kind: 'row',
  name: 'locode',
  description: 'places are in UN/LOCODE: in the edition that comes with the plugin, or in a list of your own',
  options: api.Type.Object(
    {
      ...codeOptions(api, 'column of UN/LOCODEs'),
      codes: api.Type.Optional(
        api.Type.String({ minLength: 1, description: 'a newer or shorter list: as UNECE publishes it, or a CSV with a column locode' }),
      ),
    },
    { additionalProperties: false },
  ),
  columns: (options) => [(options as unknown as Options).column],

  async prepare(options, context: PrepareContext): Promise<Locodes> {
    const { codes } = options as unknown as Options;
    if (codes === undefined) return (await import('../codes/load-shipped-locodes.ts')).loadShippedLocodes();
    const { loadLocodes } = await import('../codes/load-locodes.ts');
    return readCodeList(api, codes, context, loadLocodes);
  },

  judge(batch, options, { prepared }, verdicts) {
    const list = prepared as Locodes;
    judgeCodes(batch, (options as unknown as Options).column, (code) => list.has(code), verdicts);
  },

  expectation(options) {
    const { column, codes } = options as unknown as Options;
    return codes === undefined ? `${column} in the UN/LOCODE list of the plugin` : `${column} in the list of UN/LOCODEs`;
  },
});
