export const FLIGHTS: number;
export const REFERENCE_END: string;
export function flightsFile(): string;
export function writeFlights(file: string, from: string, to: string): Promise<number>;
export function scanFlights(period?: {
  from: string;
  to: string;
}): Promise<{ pl: typeof import('nodejs-polars').default; flights: import('nodejs-polars').LazyDataFrame }>;
