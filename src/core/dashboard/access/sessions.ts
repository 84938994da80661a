import { createHash, randomBytes } from 'node:crypto';

/** So long a sign-in holds. */
export const SESSION_SECONDS = 12 * 3600;
const MOST_SESSIONS = 1000;

export interface Session {
  readonly endMs: number;
  /** Aborted by a sign-out, or when the session makes room for newer ones. */
  readonly ended: AbortSignal;
}

export interface Sessions {
  /** A new session's random id. */
  open(nowMs: number): string;
  /** null where there is none, or none any more. */
  find(id: string, nowMs: number): Session | null;
  close(id: string): void;
}

/** Who has signed in, in memory alone: a restart signs everybody out. Beyond the limit the oldest session ends. */
export function createSessions(limit = MOST_SESSIONS): Sessions {
  // Kept by their digests: looking one up takes no time that depends on the ids that exist.
  const sessions = new Map<string, Session & { readonly end: () => void }>();
  const keyOf = (id: string) => createHash('sha256').update(id).digest('base64');
  const close = (key: string) => {
    sessions.get(key)?.end();
    sessions.delete(key);
  };
  return {
    open: (nowMs) => {
      for (const [key, { endMs }] of sessions) if (endMs <= nowMs || sessions.size >= limit) close(key);
      const id = randomBytes(32).toString('base64url');
      const ending = new AbortController();
      sessions.set(keyOf(id), { endMs: nowMs + SESSION_SECONDS * 1000, ended: ending.signal, end: () => ending.abort() });
      return id;
    },
    find: (id, nowMs) => {
      const session = sessions.get(keyOf(id));
      return session && session.endMs > nowMs ? session : null;
    },
    close: (id) => close(keyOf(id)),
  };
}
