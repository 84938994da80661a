const SHORTEST_GRACE_MS = 1_000;
const LONGEST_GRACE_MS = 10_000;

/**
 * The server enforces the timeouts; so much later we stop believing that it still can. As long again as the timeout,
 * within bounds: who asked for half a second does not want to wait ten. 0 = never.
 */
export function addGraceMs(timeoutMs: number): number {
  return timeoutMs > 0 ? timeoutMs + Math.min(Math.max(timeoutMs, SHORTEST_GRACE_MS), LONGEST_GRACE_MS) : 0;
}
