export const FLIGHTS: number;
export const REFERENCE_END: string;
export function flightsFile(): string;
export function writeFlights(file: string, from: string, to: string): Promise<number>;
