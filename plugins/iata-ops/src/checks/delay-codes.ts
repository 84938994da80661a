import type { HostApi, RowCheck } from '@oads/cli/plugin';
import { describeDelayCode, isDelayCodeShape } from '../codes/describe-delay-code.ts';
import { parseUserCodes } from '../codes/parse-user-codes.ts';
import { splitDelayCodes } from '../codes/split-delay-codes.ts';
import { columnOption } from '../options/column-option.ts';
import { textAt } from '../options/text-at.ts';
import { toleranceOption } from '../options/tolerance-option.ts';

type UserCodes = ReturnType<typeof parseUserCodes>;
interface Options {
  readonly column: string;
  readonly table?: string;
  readonly sub_codes: boolean;
}
const DEFAULTS: Options = { column: 'delay_codes', sub_codes: true };
const LETTERS = /^[A-Z]{3}$/;

/** Every delay code is one that a table knows. */
export const delayCodesCheck = (api: HostApi): RowCheck => ({
  kind: 'row',
  name: 'delay-codes',
  description: "delay codes are known: AHM 730, with the sub-codes of AHM 731, and AHM 732's three letters by the user's table",
  options: api.Type.Object(
    {
      column: columnOption(api, DEFAULTS.column, 'the delay codes of a flight, such as 93A;15'),
      table: api.Type.Optional(
        api.Type.String({
          minLength: 1,
          description:
            'CSV with code, reason[, family, reactionary], relative to the config: own codes, and those of AHM 732; without three-letter codes in it, any three letters pass',
        }),
      ),
      sub_codes: api.Type.Optional(
        api.Type.Boolean({
          default: DEFAULTS.sub_codes,
          description: 'whether a letter behind the two digits (AHM 731) is allowed; default true',
        }),
      ),
      ...toleranceOption(api),
    },
    { additionalProperties: false },
  ),
  columns: (options) => [read(options).column],
  async prepare(options, { readFile }) {
    const { table } = read(options);
    if (table === undefined) return undefined;
    return parseUserCodes(
      await readFile(table),
      (message) =>
        new api.SourceError('OADS_IATA_DELAY_CODES', `${table}: ${message}`, { hint: 'write it as code,reason,family,reactionary' }),
    );
  },
  expectation: (options) => `known delay codes in ${read(options).column}`,

  judge(batch, options, { prepared }, verdicts) {
    const { column, sub_codes: subCodes } = read(options);
    const table = prepared as UserCodes | undefined;
    const hasLetters = [...(table?.keys() ?? [])].some((code) => LETTERS.test(code));
    const isKnown = (code: string): boolean => {
      if (!subCodes && /^\d\d[A-Z]$/.test(code) && !table?.has(code)) return false;
      if (describeDelayCode(code, table)) return true;
      return !hasLetters && LETTERS.test(code) && isDelayCodeShape(code);
    };
    const cellAt = textAt(batch, column);
    // A handful of different cells in a batch.
    const known = new Map<string, number>();
    for (let row = 0; row < batch.rows; row++) {
      const codes = cellAt(row);
      if (codes === null) {
        verdicts[row] = 2;
        continue;
      }
      let verdict = known.get(codes);
      if (verdict === undefined) {
        verdict = splitDelayCodes(codes).every(isKnown) ? 0 : 1;
        known.set(codes, verdict);
      }
      verdicts[row] = verdict;
    }
  },
});

function read(options: Record<string, unknown>): Options {
  return { ...DEFAULTS, ...options };
}
