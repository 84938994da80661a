import { createHash, randomBytes } from 'node:crypto';

/** So long a sign-in holds. */
export const SESSION_SECONDS = 12 * 3600;
const MOST_SESSIONS = 1000;

export interface Sessions {
  /** A new session's random id. */
  open(nowMs: number): string;
  holds(id: string, nowMs: number): boolean;
  close(id: string): void;
}

/** Who has signed in, in memory alone: a restart signs everybody out. Beyond the limit the oldest session ends. */
export function createSessions(limit = MOST_SESSIONS): Sessions {
  // Kept by their digests: looking one up takes no time that depends on the ids that exist.
  const endsMs = new Map<string, number>();
  const keyOf = (id: string) => createHash('sha256').update(id).digest('base64');
  return {
    open: (nowMs) => {
      for (const [key, endMs] of endsMs) if (endMs <= nowMs || endsMs.size >= limit) endsMs.delete(key);
      const id = randomBytes(32).toString('base64url');
      endsMs.set(keyOf(id), nowMs + SESSION_SECONDS * 1000);
      return id;
    },
    holds: (id, nowMs) => (endsMs.get(keyOf(id)) ?? 0) > nowMs,
    close: (id) => void endsMs.delete(keyOf(id)),
  };
}
