/** Degrees Celsius from a value with a UN/CEFACT unit; NaN for a unit that is none of temperature. Without a unit: Celsius. */
export function toCelsius(value: number, unit: string | null): number {
  if (unit === null || unit === 'CEL') return value;
  if (unit === 'FAH') return ((value - 32) * 5) / 9;
  return unit === 'KEL' ? value - 273.15 : Number.NaN;
}
