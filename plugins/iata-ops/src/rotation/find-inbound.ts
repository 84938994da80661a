import type { Leg } from './chain-legs.ts';

const MICROS_PER_HOUR = 3_600_000_000;

/** The leg that brought the aircraft of each leg: the one before it, if it ended where this one begins, not too long before. */
export function findInbound(legs: readonly Leg[], maxGroundHours: number): (Leg | undefined)[] {
  return legs.map((leg, at) => {
    const before = legs[at - 1];
    if (before?.destination !== leg.origin || !(before.arrival <= leg.departure)) return undefined;
    return leg.departure - before.arrival <= maxGroundHours * MICROS_PER_HOUR ? before : undefined;
  });
}
