import type { GroupCheck, HostApi } from '@oads/cli/plugin';
import { splitDelayCodes } from '../codes/split-delay-codes.ts';
import { columnOption } from '../options/column-option.ts';
import { textAt } from '../options/text-at.ts';
import { toleranceOption } from '../options/tolerance-option.ts';
import { chainLegs } from '../rotation/chain-legs.ts';
import { findInbound } from '../rotation/find-inbound.ts';
import { groupByTail, readRotation, rotationColumns, rotationOptions } from '../rotation/rotation-options.ts';

interface Options {
  readonly delay_codes: string;
  readonly codes: readonly string[];
  readonly minutes?: string;
  readonly arrival_delay: string;
  readonly late_min: number;
  readonly max_ground_hours: number;
}
const DEFAULTS: Options = {
  delay_codes: 'delay_codes',
  codes: ['91', '92', '93', '94', '95', '96'],
  arrival_delay: 'arr_delay_min',
  late_min: 0,
  max_ground_hours: 12,
};

/** A departure that blames an earlier flight has an inbound that was late. */
export const reactionaryCheck = (api: HostApi): GroupCheck => ({
  kind: 'group',
  name: 'reactionary',
  description: 'a departure with a reactionary delay code (91 to 96) has a late inbound of the same tail',
  options: api.Type.Object(
    {
      ...rotationOptions(api),
      delay_codes: columnOption(api, DEFAULTS.delay_codes, 'the delay codes of a departure, such as 93A;15'),
      codes: api.Type.Optional(
        api.Type.Array(api.Type.String({ pattern: '^[0-9]{2}$' }), {
          minItems: 1,
          default: [...DEFAULTS.codes],
          description: "codes that need a late inbound; ['93'] where load, crew and control (91, 92, 94 to 96) may wait for another tail",
        }),
      ),
      minutes: api.Type.Optional(
        api.Type.String({
          minLength: 1,
          description: 'column with the minutes blamed on the late aircraft, in place of codes: late_aircraft_delay_min of BTS',
        }),
      ),
      arrival_delay: columnOption(api, DEFAULTS.arrival_delay, 'the minutes that an arrival is late'),
      late_min: api.Type.Optional(
        api.Type.Number({
          default: DEFAULTS.late_min,
          description: 'an inbound is late when it arrives more than so many minutes late; default 0',
        }),
      ),
      max_ground_hours: api.Type.Optional(
        api.Type.Number({
          exclusiveMinimum: 0,
          default: DEFAULTS.max_ground_hours,
          description: 'a leg longer ago is no inbound; default 12',
        }),
      ),
      ...toleranceOption(api),
    },
    { additionalProperties: false },
  ),
  columns(options) {
    const { delay_codes: codes, minutes, arrival_delay: arrivalDelay } = { ...DEFAULTS, ...options } as Options;
    return [...new Set([...rotationColumns(options), minutes ?? codes, arrivalDelay])];
  },
  group: groupByTail,
  expectation(options) {
    const { codes, minutes, late_min: lateMin } = { ...DEFAULTS, ...options } as Options;
    const blamed = minutes === undefined ? `delay code ${codes.join(', ')}` : `${minutes} above 0`;
    return `${blamed} only after an inbound more than ${lateMin} minutes late`;
  },

  judge(rows, options, _context, verdicts) {
    const own = { ...DEFAULTS, ...options } as Options;
    verdicts.fill(2);
    const blames = findBlaming(own);
    const blamesInbound = blames(rows);
    const late = rows.numbers(own.arrival_delay);
    const legs = chainLegs(rows, readRotation(options));
    for (const [at, inbound] of findInbound(legs, own.max_ground_hours).entries()) {
      const { row } = legs[at];
      // Without an inbound in the data nobody can tell.
      if (!inbound || Number.isNaN(late[inbound.row]) || !blamesInbound(row)) continue;
      verdicts[row] = late[inbound.row] > own.late_min ? 0 : 1;
    }
  },
});

function findBlaming({ minutes, delay_codes: column, codes }: Options) {
  return (rows: Parameters<GroupCheck['judge']>[0]): ((row: number) => boolean) => {
    if (minutes !== undefined) {
      const blamed = rows.numbers(minutes);
      return (row) => blamed[row] > 0;
    }
    const given = textAt(rows, column);
    return (row) => splitDelayCodes(given(row) ?? '').some((code) => codes.includes(code.slice(0, 2)) && /^\d{2}/.test(code));
  };
}
