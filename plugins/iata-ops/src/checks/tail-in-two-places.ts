import type { GroupCheck, HostApi } from '@oads/cli/plugin';
import { toleranceOption } from '../options/tolerance-option.ts';
import { chainLegs, type Leg } from '../rotation/chain-legs.ts';
import { groupByTail, readRotation, rotationColumns, rotationOptions } from '../rotation/rotation-options.ts';

/** A short hop west lands a little before it took off, by local clocks; more is the date line, or a wrong day. */
const MOST_BACKWARDS = 4 * 3_600_000_000;
const DEFAULTS = { max_gap_hours: 24, slack_min: 0 };

/** A tail departs from where it last arrived, and not before it arrived. */
export const tailInTwoPlacesCheck = (api: HostApi): GroupCheck => ({
  kind: 'group',
  name: 'tail-in-two-places',
  description: 'a tail departs from where it last arrived, and not before it arrived there',
  options: api.Type.Object(
    {
      ...rotationOptions(api),
      max_gap_hours: api.Type.Optional(
        api.Type.Number({
          exclusiveMinimum: 0,
          default: DEFAULTS.max_gap_hours,
          description: 'after a longer time without a flight the place says nothing: legs may be missing; default 24',
        }),
      ),
      slack_min: api.Type.Optional(
        api.Type.Number({ minimum: 0, default: DEFAULTS.slack_min, description: 'minutes that two legs may overlap; default 0' }),
      ),
      ...toleranceOption(api),
    },
    { additionalProperties: false },
  ),
  columns: rotationColumns,
  group: groupByTail,
  expectation: (options) => {
    const { tail } = readRotation(options);
    return `each ${tail} departs from where it last arrived, after it arrived`;
  },

  judge(rows, options, _context, verdicts) {
    const { max_gap_hours: maxGapHours, slack_min: slackMin } = { ...DEFAULTS, ...options } as typeof DEFAULTS;
    verdicts.fill(2);
    const legs = chainLegs(rows, readRotation(options));
    const contradicted = findContradicted(legs);
    for (let at = 1; at < legs.length; at++) {
      const leg = legs[at];
      if (contradicted.has(leg)) continue;
      const before = legs[at - 1];
      const since = leg.departure - (Number.isNaN(before.arrival) ? before.departure : before.arrival);
      const overlaps = before.arrival - leg.departure > slackMin * 60_000_000;
      const moved = before.destination !== null && before.destination !== leg.origin && since <= maxGapHours * 3_600_000_000;
      const isKnown = before.destination !== null && !Number.isNaN(before.arrival);
      verdicts[leg.row] = overlaps || moved ? 1 : isKnown && since <= maxGapHours * 3_600_000_000 ? 0 : 2;
    }
  },
});

/** Legs whose place in the order local times cannot tell: those in the time that a leg seems to have flown back, and the next one. */
function findContradicted(legs: readonly Leg[]): ReadonlySet<Leg> {
  const found = new Set<Leg>();
  for (const [at, { departure, arrival }] of legs.entries()) {
    if (!(arrival < departure - MOST_BACKWARDS)) continue;
    for (let other = at; other >= 0 && legs[other].departure >= arrival; other--) found.add(legs[other]);
    if (at + 1 < legs.length) found.add(legs[at + 1]);
  }
  return found;
}
