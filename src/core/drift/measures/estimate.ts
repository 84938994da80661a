/** An effect with its 95 % interval. */
export interface Estimate {
  value: number;
  interval: [number, number];
}

/** Two-sided 95 % and 99.9 % points of the normal distribution. */
export const Z95 = 1.959963984540054;
export const Z999 = 3.2905267314918945;

/** `value` ± 1.96 standard errors, cut to [lowest, highest]; null where it is not finite. */
export function estimateBetween(value: number, standardError: number, lowest = -Infinity, highest = Infinity): Estimate | null {
  if (!Number.isFinite(value) || !Number.isFinite(standardError)) return null;
  const clamp = (x: number): number => Math.min(highest, Math.max(lowest, x)) + 0;
  return { value: clamp(value), interval: [clamp(value - Z95 * standardError), clamp(value + Z95 * standardError)] };
}
