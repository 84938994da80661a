import type { HostApi, RowCheck } from '@oads/cli/plugin';
import { readIncoterm } from '../codes/read-incoterm.ts';
import { readText } from '../measures/read-text.ts';
import { columnOption } from '../options/column-option.ts';
import { toleranceOption } from '../options/tolerance-option.ts';
import { judgeCodes } from './judge-codes.ts';

interface Options {
  readonly column: string;
  readonly mode: string;
  readonly water_modes: readonly string[];
  readonly allow_retired: boolean;
}
const DEFAULTS: Options = { column: 'incoterm', mode: '', water_modes: ['Ocean'], allow_retired: false };
const read = (options: Record<string, unknown>): Options => ({ ...DEFAULTS, ...options });

/** Terms are those of Incoterms 2020; with a column of the mode, those for water alone are not used elsewhere. */
export const incotermCheck = (api: HostApi): RowCheck => ({
  kind: 'row',
  name: 'incoterm',
  description: 'delivery terms are of Incoterms 2020: DDU became DAP, DAT became DPU',
  options: api.Type.Object(
    {
      column: columnOption(api, DEFAULTS.column, 'the delivery term; a place may follow it'),
      mode: api.Type.Optional(
        api.Type.String({
          default: '',
          description: 'the mode of transport, to find FOB, CFR, CIF and FAS away from water; "": not looked at',
        }),
      ),
      water_modes: api.Type.Optional(
        api.Type.Array(api.Type.String({ minLength: 1 }), { default: [...DEFAULTS.water_modes], description: 'modes by water' }),
      ),
      allow_retired: api.Type.Optional(
        api.Type.Boolean({ default: false, description: 'true: terms of earlier editions pass; contracts may still name them' }),
      ),
      ...toleranceOption(api),
    },
    { additionalProperties: false },
  ),
  columns: (options) => [read(options).column, ...(read(options).mode === '' ? [] : [read(options).mode])],

  judge(batch, options, _context, verdicts) {
    const { column, mode, water_modes, allow_retired } = read(options);
    judgeCodes(batch, column, (text) => isCurrent(text, allow_retired), verdicts);
    if (mode === '') return;
    const termOf = readText(batch, column);
    const modeOf = readText(batch, mode);
    for (let row = 0; row < batch.rows; row++) {
      const name = modeOf(row);
      if (verdicts[row] !== 0 || name === null || water_modes.includes(name)) continue;
      if (readIncoterm(termOf(row) ?? '').byWaterOnly) verdicts[row] = 1;
    }
  },

  expectation(options) {
    const { column, mode, allow_retired } = read(options);
    const retired = allow_retired ? ', or of an earlier edition' : ' (DDU, DAF, DES are DAP now; DAT, DEQ are DPU)';
    return `${column} of Incoterms 2020${retired}${mode === '' ? '' : '; FAS, FOB, CFR, CIF by water only'}`;
  },
});

function isCurrent(text: string, allowRetired: boolean): boolean {
  const { status } = readIncoterm(text);
  return status === 'current' || (allowRetired && status === 'retired');
}
