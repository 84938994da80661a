/** The units of luminosity that are read, each with what makes /pb of it. */
export const LUMINOSITY_UNITS: Readonly<Record<string, number>> = {
  '/fb': 1e3,
  '/pb': 1,
  '/nb': 1e-3,
  '/ub': 1e-6,
  '/mb': 1e-9,
  '/b': 1e-12,
};

/** What makes /pb of a luminosity in a unit such as `pb^{-1}`, `{\mu}b^{-1}`, `1/nb` or `/fb`; undefined for others. */
export function parseUnit(text: string): number | undefined {
  const unit = text
    .slice(0, 40)
    .replace(/[\s{}$]/g, '')
    .replace(/\\mu|[\u00b5\u03bc]/, 'u');
  const match = /^([fpnum]?)b\^?-1$/.exec(unit) ?? /^1?\/([fpnum]?)b$/.exec(unit);
  return match ? LUMINOSITY_UNITS[`/${match[1]}b`] : undefined;
}
