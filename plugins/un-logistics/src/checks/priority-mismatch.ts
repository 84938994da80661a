import type { HostApi, RowCheck } from '@oads/cli/plugin';
import { findUrgent, URGENT, type UrgentValues } from '../measures/find-urgent.ts';
import { readText } from '../measures/read-text.ts';
import { columnOption } from '../options/column-option.ts';
import { toleranceOption } from '../options/tolerance-option.ts';
import { urgentOption } from '../options/urgent-option.ts';

interface Options {
  readonly urgent: UrgentValues;
  readonly mode: string;
  readonly weight: string;
  readonly slow_modes: readonly string[];
  readonly charter_modes: readonly string[];
  readonly light_kg: number;
}
const DEFAULTS: Options = {
  urgent: URGENT,
  mode: 'mode',
  weight: 'weight_kg',
  slow_modes: ['Ocean'],
  charter_modes: ['Air Charter'],
  light_kg: 100,
};
const read = (options: Record<string, unknown>): Options => ({ ...DEFAULTS, ...options });

/** Urgent goods do not go by sea, and nobody charters a plane for a light consignment that can wait. */
export const priorityMismatchCheck = (api: HostApi): RowCheck => {
  const { Type } = api;
  const modes = (names: readonly string[], description: string) =>
    Type.Optional(Type.Array(Type.String({ minLength: 1 }), { default: [...names], description }));
  return {
    kind: 'row',
    name: 'priority-mismatch',
    description: 'no urgent item goes by a slow mode, and no charter flies for a light consignment that is not urgent',
    options: Type.Object(
      {
        urgent: urgentOption(api),
        mode: columnOption(api, DEFAULTS.mode, 'the mode of transport'),
        weight: columnOption(api, DEFAULTS.weight, 'weight in kg'),
        slow_modes: modes(DEFAULTS.slow_modes, 'modes that are too slow for urgent items'),
        charter_modes: modes(DEFAULTS.charter_modes, 'modes that are too dear for light items that are not urgent'),
        light_kg: Type.Optional(
          Type.Number({ exclusiveMinimum: 0, default: DEFAULTS.light_kg, description: 'below this a consignment is light' }),
        ),
        ...toleranceOption(api),
      },
      { additionalProperties: false },
    ),
    columns: (options) => [read(options).mode, read(options).weight, ...Object.keys(read(options).urgent)],

    judge(batch, options, _context, verdicts) {
      const { urgent, mode, weight, slow_modes, charter_modes, light_kg } = read(options);
      const isUrgent = findUrgent(batch, urgent);
      const modeOf = readText(batch, mode);
      const kilograms = batch.numbers(weight);
      for (let row = 0; row < batch.rows; row++) {
        const name = modeOf(row);
        if (name === null || isUrgent[row] === 2) verdicts[row] = 2;
        else if (isUrgent[row] === 1) verdicts[row] = Number(slow_modes.includes(name));
        else if (!charter_modes.includes(name)) verdicts[row] = 0;
        else verdicts[row] = Number.isNaN(kilograms[row]) ? 2 : Number(kilograms[row] < light_kg);
      }
    },

    expectation(options) {
      const { slow_modes, charter_modes, light_kg } = read(options);
      return `urgent items not by ${slow_modes.join(', ')}; no ${charter_modes.join(', ')} below ${light_kg} kg for others`;
    },
  };
};
