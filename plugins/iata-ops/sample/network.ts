/** Airports of the sample's airline: hours behind Eastern time, degrees north and east. Positions are rounded to a tenth. */
export interface Airport {
  readonly code: string;
  readonly behindEastern: number;
  readonly latitude: number;
  readonly longitude: number;
}

export const HUBS: readonly Airport[] = [airport('ORD', 1, 42, -87.9), airport('CLT', 0, 35.2, -80.9)];

/** Each is flown to from both hubs. */
export const SPOKES: readonly Airport[] = [
  airport('BOS', 0, 42.4, -71),
  airport('BUF', 0, 42.9, -78.7),
  airport('CLE', 0, 41.4, -81.8),
  airport('CMH', 0, 40, -82.9),
  airport('DEN', 2, 39.9, -104.7),
  airport('DFW', 1, 32.9, -97),
  airport('DTW', 0, 42.2, -83.4),
  airport('IAD', 0, 38.9, -77.5),
  airport('IND', 0, 39.7, -86.3),
  airport('MCI', 1, 39.3, -94.7),
  airport('MEM', 1, 35, -90),
  airport('MSP', 1, 44.9, -93.2),
  airport('MSY', 1, 30, -90.3),
  airport('PHL', 0, 39.9, -75.2),
  airport('PIT', 0, 40.5, -80.2),
  airport('STL', 1, 38.7, -90.4),
];

export function measureMiles(one: Airport, other: Airport): number {
  const radians = Math.PI / 180;
  const northSouth = (one.latitude - other.latitude) * radians;
  const eastWest = (one.longitude - other.longitude) * radians * Math.cos(((one.latitude + other.latitude) / 2) * radians);
  return Math.round(3958.8 * Math.hypot(northSouth, eastWest));
}

function airport(code: string, behindEastern: number, latitude: number, longitude: number): Airport {
  return { code, behindEastern, latitude, longitude };
}
