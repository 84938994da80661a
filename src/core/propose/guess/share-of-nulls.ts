/** Of the sampled rows of one side of the hold-out (`before`: 1 for those before it), the share without a value; 0 without rows. */
export function shareOfNulls(sample: Float64Array, before: Uint8Array, side: number): number {
  let rows = 0;
  let nulls = 0;
  for (let row = 0; row < sample.length; row++) {
    if (before[row] !== side) continue;
    rows++;
    if (Number.isNaN(sample[row])) nulls++;
  }
  return rows === 0 ? 0 : nulls / rows;
}
