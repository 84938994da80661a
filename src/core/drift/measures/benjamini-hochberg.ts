/**
 * q-values (Benjamini & Hochberg 1995): q of the i-th smallest p is the least m·p(j)/j over j ≥ i.
 * What is not a probability (null, NaN) takes no part and stays null.
 */
export function adjustBenjaminiHochberg(ps: readonly (number | null | undefined)[]): (number | null)[] {
  const qs: (number | null)[] = ps.map(() => null);
  const tested: { index: number; p: number }[] = [];
  ps.forEach((p, index) => {
    if (typeof p === 'number' && p >= 0 && p <= 1) tested.push({ index, p });
  });
  tested.sort((a, b) => b.p - a.p);
  let least = 1;
  tested.forEach(({ index, p }, position) => {
    least = Math.min(least, (p * tested.length) / (tested.length - position));
    qs[index] = least;
  });
  return qs;
}
