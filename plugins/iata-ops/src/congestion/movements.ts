const HOUR = 3_600_000_000;
const HOURS = 24;
/** Twenty years of 200 airports; each takes about 200 bytes. */
export const MOST_AIRPORT_DAYS = 1_500_000;

/** Movements by airport, day and hour; merges in any order. */
export class Movements {
  readonly #byAirport = new Map<string, Map<number, Uint32Array>>();
  readonly #tooMany: () => Error;
  #airportDays = 0;

  /** `tooMany`: what is thrown beyond 1,500,000 days of airports. */
  constructor(tooMany: () => Error) {
    this.#tooMany = tooMany;
  }

  /** A movement at a time, in microseconds since 1970. */
  add(airport: string, micros: number): void {
    const hour = Math.floor(micros / HOUR);
    const day = Math.floor(hour / HOURS);
    this.#hoursOf(airport, day)[hour - day * HOURS]++;
  }

  merge(other: Movements): void {
    for (const [airport, days] of other.#byAirport) {
      for (const [day, counts] of days) {
        const hours = this.#hoursOf(airport, day);
        for (let hour = 0; hour < HOURS; hour++) hours[hour] += counts[hour];
      }
    }
  }

  /** Airports by name, days in order. */
  list(): { airport: string; days: readonly { day: number; hours: Uint32Array }[] }[] {
    const airports = [...this.#byAirport].sort(([one], [other]) => (one < other ? -1 : 1));
    return airports.map(([airport, days]) => ({
      airport,
      days: [...days].map(([day, hours]) => ({ day, hours })).sort((one, other) => one.day - other.day),
    }));
  }

  #hoursOf(airport: string, day: number): Uint32Array {
    let days = this.#byAirport.get(airport);
    if (!days) {
      days = new Map();
      this.#byAirport.set(airport, days);
    }
    let hours = days.get(day);
    if (!hours) {
      if (++this.#airportDays > MOST_AIRPORT_DAYS) throw this.#tooMany();
      hours = new Uint32Array(HOURS);
      days.set(day, hours);
    }
    return hours;
  }
}
