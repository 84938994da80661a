import type { GroupCheck, HostApi } from '@oads/cli/plugin';
import { columnOption } from '../options/column-option.ts';
import { textAt } from '../options/text-at.ts';
import { toleranceOption } from '../options/tolerance-option.ts';
import { chainLegs } from '../rotation/chain-legs.ts';
import { findInbound } from '../rotation/find-inbound.ts';
import { groupByTail, readRotation, rotationColumns, rotationOptions } from '../rotation/rotation-options.ts';

interface Options {
  readonly minimum_min: number;
  readonly by_equipment: Readonly<Record<string, number>>;
  readonly equipment: string;
}
const DEFAULTS: Options = { minimum_min: 20, by_equipment: {}, equipment: 'equipment' };

/** The time on the ground between two legs of a tail at one airport is enough to turn it round. */
export const turnaroundCheck = (api: HostApi): GroupCheck => ({
  kind: 'group',
  name: 'turnaround',
  description: 'between arrival and departure a tail has at least the minimum turnaround of its equipment',
  options: api.Type.Object(
    {
      ...rotationOptions(api),
      minimum_min: api.Type.Optional(
        api.Type.Number({
          minimum: 0,
          default: DEFAULTS.minimum_min,
          description: 'least minutes between on block and off block; default 20',
        }),
      ),
      by_equipment: api.Type.Optional(
        api.Type.Record(api.Type.String(), api.Type.Number({ minimum: 0 }), {
          description: 'least minutes by type of aircraft, in place of minimum_min: {"388": 90, "77W": 60}',
        }),
      ),
      equipment: columnOption(api, DEFAULTS.equipment, 'the type of aircraft; read where by_equipment is given'),
      ...toleranceOption(api),
    },
    { additionalProperties: false },
  ),
  columns(options) {
    const { by_equipment: byEquipment, equipment } = { ...DEFAULTS, ...options } as Options;
    const own = Object.keys(byEquipment).length > 0 ? [equipment] : [];
    return [...new Set([...rotationColumns(options), ...own])];
  },
  group: groupByTail,
  expectation(options) {
    const { minimum_min: minimum, by_equipment: byEquipment } = { ...DEFAULTS, ...options } as Options;
    const others = Object.entries(byEquipment).map(([type, minutes]) => `, ${minutes} for ${type}`);
    return `at least ${minimum} minutes on the ground${others.join('')}`;
  },

  judge(rows, options, _context, verdicts) {
    const { minimum_min: minimum, by_equipment: byEquipment, equipment } = { ...DEFAULTS, ...options } as Options;
    const typeOf = Object.keys(byEquipment).length > 0 ? textAt(rows, equipment) : () => null;
    verdicts.fill(2);
    const legs = chainLegs(rows, readRotation(options));
    // A departure before the arrival is no turnaround: tail-in-two-places tells of it.
    for (const [at, inbound] of findInbound(legs, Number.POSITIVE_INFINITY).entries()) {
      if (!inbound) continue;
      const { row, departure } = legs[at];
      const type = typeOf(row) ?? '';
      const least = Object.hasOwn(byEquipment, type) ? byEquipment[type] : minimum;
      verdicts[row] = departure - inbound.arrival < least * 60_000_000 ? 1 : 0;
    }
  },
});
