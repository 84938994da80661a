import type { HostApi } from '@oads/cli/plugin';

const MICROS: Readonly<Record<string, number>> = { s: 1e6, m: 6e7, h: 3.6e9, d: 8.64e10 };

/** A whole number with s, m, h or d: `90m`. */
export function durationOption({ Type }: HostApi, given: string | undefined, description: string) {
  return Type.Optional(
    Type.String({
      pattern: '^[1-9][0-9]{0,6}[smhd]$',
      ...(given && { default: given }),
      // What is before the colon is what messages say was expected.
      description: `a duration such as 30s, 90m, 12h or 2d: ${description}`,
    }),
  );
}

/** Microseconds, as times in batches are. */
export function toMicros(duration: string): number {
  return Number(duration.slice(0, -1)) * MICROS[duration.slice(-1)];
}
