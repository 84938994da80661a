import * as assert from 'uvu/assert';

/** Asserts a relative difference of at most `tolerance` (absolute below 1e-300). */
export function assertClose(actual: number | null | undefined, expected: number, tolerance = 1e-9): void {
  const scale = Math.max(Math.abs(expected), 1e-300);
  const ok = typeof actual === 'number' && (actual === expected || Math.abs(actual - expected) <= tolerance * scale);
  assert.ok(ok, `expected ${expected} ± ${tolerance} relative, got ${actual}`);
}
