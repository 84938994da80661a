const TURN = 2 * Math.PI;

/** The angle between two azimuths, from 0 to π. */
export function deltaPhi(one: number, other: number): number {
  const difference = Math.abs(one - other) % TURN;
  return difference > Math.PI ? TURN - difference : difference;
}
