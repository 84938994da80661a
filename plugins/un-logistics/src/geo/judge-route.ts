import type { Place } from '../codes/load-locodes.ts';
import { greatCircleKm } from './great-circle-km.ts';

/** Where something was when: `at` in microseconds, `row` in its group. */
export interface Stop extends Place {
  readonly row: number;
  readonly at: number;
}

export interface RouteLimits {
  readonly max_ratio: number;
  readonly min_excess_km: number;
  readonly max_km_h: number;
  readonly min_km: number;
}

/**
 * The rows at which a way cannot be so, or should not: those that nobody could have reached in the time since the stop before, and,
 * where the whole way is much longer than the direct one, the stop that adds most to it.
 */
export function judgeRoute(stops: readonly Stop[], limits: RouteLimits): number[] {
  const legs = stops.slice(1).map((stop, index) => ({ stop, km: greatCircleKm(stops[index], stop), micros: stop.at - stops[index].at }));
  const tooFast = legs
    .filter(({ km, micros }) => km > limits.min_km && km > (limits.max_km_h * micros) / 3.6e9)
    .map(({ stop }) => stop.row);
  const detour = findDetour(
    stops,
    legs.reduce((sum, { km }) => sum + km, 0),
    limits,
  );
  return detour === undefined ? tooFast : [...tooFast, detour];
}

function findDetour(stops: readonly Stop[], km: number, { max_ratio, min_excess_km }: RouteLimits): number | undefined {
  if (stops.length < 3) return undefined;
  const direct = greatCircleKm(stops[0], stops[stops.length - 1]);
  if (km <= direct * max_ratio || km - direct <= min_excess_km) return undefined;
  let most = 0;
  let row: number | undefined;
  for (let index = 1; index + 1 < stops.length; index++) {
    const [before, stop, after] = stops.slice(index - 1, index + 2);
    const added = greatCircleKm(before, stop) + greatCircleKm(stop, after) - greatCircleKm(before, after);
    if (added <= most) continue;
    most = added;
    row = stop.row;
  }
  return row;
}
