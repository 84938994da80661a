import type { HostApi, PrepareContext, RowCheck } from '@oads/cli/plugin';
import { findCountry } from '../codes/find-country.ts';
import { LOCODE_SHAPE, type Locodes } from '../codes/load-locodes.ts';
import { readCodeList } from '../codes/read-code-list.ts';
import { codeOptions, judgeCodes } from './judge-codes.ts';

interface Options {
  readonly column: string;
  readonly codes?: string;
}

/** With a published list: codes are in it. Without one: their form, and their country. */
export const locodeCheck = (api: HostApi): RowCheck => ({
  kind: 'row',
  name: 'locode',
  description: 'places are UN/LOCODEs: of a list, or, without one, of the right form and of a country that exists',
  options: api.Type.Object(
    {
      ...codeOptions(api, 'column of UN/LOCODEs'),
      codes: api.Type.Optional(
        api.Type.String({ minLength: 1, description: 'a list of UN/LOCODEs: as UNECE publishes it, or a CSV with a column locode' }),
      ),
    },
    { additionalProperties: false },
  ),
  columns: (options) => [(options as unknown as Options).column],

  async prepare(options, context: PrepareContext): Promise<Locodes | undefined> {
    const { codes } = options as unknown as Options;
    if (codes === undefined) return undefined;
    const { loadLocodes } = await import('../codes/load-locodes.ts');
    return readCodeList(api, codes, context, loadLocodes);
  },

  judge(batch, options, { prepared }, verdicts) {
    const list = prepared as Locodes | undefined;
    const isSound = (code: string) => (list ? list.has(code) : hasForm(code));
    judgeCodes(batch, (options as unknown as Options).column, isSound, verdicts);
  },

  expectation(options) {
    const { column, codes } = options as unknown as Options;
    return codes === undefined ? `${column} of the form of a UN/LOCODE, of a country of ISO 3166` : `${column} in the list of UN/LOCODEs`;
  },
});

/** XZ is for installations in international waters; it is no country. */
function hasForm(text: string): boolean {
  const code = text.replace(/\s/g, '').toUpperCase();
  return LOCODE_SHAPE.test(code) && (code.startsWith('XZ') || findCountry(code.slice(0, 2)) !== undefined);
}
