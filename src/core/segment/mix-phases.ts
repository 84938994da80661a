/** Rows of one phase in the batch and in the reference. */
export interface PhaseRows {
  readonly current: number;
  readonly reference: number;
}

/**
 * How many reference rows a reference is worth whose phases are weighted as in the batch: 1 / Σ w²/m, for weights w and reference
 * rows m of the phases (Kish 1965's effective sample size). A phase that is common in the batch and rare in the reference makes
 * it small.
 */
export function effectiveRows(phases: readonly PhaseRows[]): number {
  const total = phases.reduce((sum, { current }) => sum + current, 0);
  if (total === 0) return 0;
  let inverse = 0;
  for (const { current, reference } of phases) if (current > 0) inverse += (current / total) ** 2 / reference;
  return Math.floor(1 / inverse + 1e-9);
}

/**
 * What a feature's reference counts would be, had the reference the batch's mix of phases: each phase's shares weighted by its rows
 * in the batch, as whole numbers that sum to `rows` (largest remainders).
 */
export function mixCells(phases: readonly PhaseRows[], cells: readonly (readonly number[])[], rows: number): number[] {
  const total = phases.reduce((sum, { current }) => sum + current, 0);
  const mixed = (cells[0] ?? []).map((_, cell) =>
    phases.reduce(
      (sum, { current, reference }, phase) => sum + (current > 0 ? (current / total) * (cells[phase][cell] / reference) : 0),
      0,
    ),
  );
  const exact = mixed.map((share) => share * rows);
  const whole = exact.map(Math.floor);
  const left = rows - whole.reduce((sum, count) => sum + count, 0);
  const byRemainder = exact
    .map((value, cell) => ({ cell, remainder: value - whole[cell] }))
    .sort((a, b) => b.remainder - a.remainder || a.cell - b.cell);
  for (const { cell } of byRemainder.slice(0, Math.max(0, left))) whole[cell]++;
  return whole;
}
