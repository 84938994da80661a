import type { HostApi, RowCheck } from '@oads/cli/plugin';
import { findGs1Fault, GS1_KEYS, type Gs1Key } from '../codes/find-gs1-fault.ts';
import { codeOptions, judgeCodes } from './judge-codes.ts';

interface Options {
  readonly column: string;
  readonly key: Gs1Key;
}
/** What a column that was read as integers has lost: the zeros in front. */
const LONGEST: Readonly<Record<Gs1Key, number>> = { sscc: 18, gtin: 14, gln: 13 };

export const gs1KeyCheck = (api: HostApi): RowCheck => ({
  kind: 'row',
  name: 'gs1-key',
  description: 'SSCC, GTIN or GLN have their length and check digit; EPC URIs, which carry none, pass',
  options: api.Type.Object(
    {
      ...codeOptions(api, 'column of keys: digits, element strings or Digital Links'),
      key: api.Type.Union(
        GS1_KEYS.map((key) => api.Type.Literal(key)),
        { description: 'which key bare digits are' },
      ),
    },
    { additionalProperties: false },
  ),
  columns: (options) => [(options as unknown as Options).column],
  judge(batch, options, _context, verdicts) {
    const { column, key } = options as unknown as Options;
    const isInteger = batch.column(column).type === 'integer';
    const restore = (code: string) => (isInteger ? code.padStart(LONGEST[key], '0') : code);
    judgeCodes(batch, column, (code) => findGs1Fault(restore(code), key) === undefined, verdicts);
  },
  expectation(options) {
    const { column, key } = options as unknown as Options;
    return `${column} with the length and check digit of ${key.toUpperCase()}`;
  },
});
