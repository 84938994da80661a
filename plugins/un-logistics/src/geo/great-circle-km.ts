import type { Place } from '../codes/load-locodes.ts';

/** Mean radius of the earth (IUGG). */
const EARTH_KM = 6371.0088;

/** Length of the shortest way over a sphere, by the haversine formula (Sinnott 1984). */
export function greatCircleKm(a: Place, b: Place): number {
  const toRadians = Math.PI / 180;
  const half = (degrees: number) => Math.sin((degrees * toRadians) / 2) ** 2;
  const chord = half(b.lat - a.lat) + Math.cos(a.lat * toRadians) * Math.cos(b.lat * toRadians) * half(b.lon - a.lon);
  return 2 * EARTH_KM * Math.asin(Math.sqrt(Math.min(1, chord)));
}
