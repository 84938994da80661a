export function fillFlights(connectionString: string, log: (line: string) => void, period?: { from: string; to: string }): Promise<boolean>;
