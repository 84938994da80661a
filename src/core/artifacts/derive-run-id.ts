import { createHash } from 'node:crypto';
import type { RunIdentity } from '../snapshot/manifest.ts';

/** First 16 hex of sha256 over everything that decides the result: the same of all these gives the same id. */
export function deriveRunId(identity: RunIdentity): string {
  const sorted = (value: unknown): unknown =>
    value !== null && typeof value === 'object'
      ? Object.fromEntries(
          Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, item]) => [key, sorted(item)]),
        )
      : value;
  return createHash('sha256')
    .update(JSON.stringify(sorted(identity)))
    .digest('hex')
    .slice(0, 16);
}
