import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { HttpProblem } from '../http/http-problem.ts';
import { checkOrigin } from './check-origin.ts';
import { readCookies, writeCookie } from './cookie.ts';
import { createAttemptLimit } from './limit-attempts.ts';
import { createSessions, SESSION_SECONDS, type Session } from './sessions.ts';

/** Who may read, and who may change things. */
export interface Access {
  /** A token is configured: reading asks for it. */
  readonly isGuarded: boolean;
  /** Throws 401 where a sign-in is asked for and this request has none, 429 after too many wrong ones. */
  requireSignIn(req: IncomingMessage): void;
  /**
   * May this request change things? Throws 401, 403 or 429 unless it carries the token (or was signed in with it) and comes from no
   * page of another origin. Without a token nobody may, not even on loopback. Every POST route is asked for it before it answers.
   */
  requireToken(asked: { readonly req: IncomingMessage }): void;
  /** The session that the request's cookie stands for; null for one that has none, or carries the token itself. */
  sessionOf(req: IncomingMessage): Session | null;
  /** The Set-Cookie of a new session; null where the token is wrong. Throws 429. */
  signIn(req: IncomingMessage, token: string): string | null;
  /** Ends the session of the request; the Set-Cookie that forgets it. */
  signOut(req: IncomingMessage): string;
}

const SIGN_IN = { 'WWW-Authenticate': 'Bearer realm="oads"' };

/** `token` is null where none is configured. */
export function createAccess({ token, now }: { readonly token: string | null; readonly now: () => Date }): Access {
  const expected = token === null ? null : digest(token);
  const sessions = createSessions();
  const attempts = createAttemptLimit();

  // Digests are of one length, so that the comparison tells nothing, not even the token's length.
  const isRight = (req: IncomingMessage, given: string): boolean => {
    const address = req.socket.remoteAddress ?? '';
    const nowMs = now().getTime();
    const wait = attempts.waitSeconds(address, nowMs);
    if (wait > 0) throw new HttpProblem(429, `too many failed sign-ins: try again in ${wait} s`, { 'Retry-After': String(wait) });
    const right = expected !== null && timingSafeEqual(digest(given), expected);
    if (right) attempts.succeed(address);
    else attempts.fail(address, nowMs);
    return right;
  };

  const sessionOf = (req: IncomingMessage): Session | null => {
    if (req.headers.authorization !== undefined) return null;
    const nowMs = now().getTime();
    for (const id of readCookies(req)) {
      const session = sessions.find(id, nowMs);
      if (session !== null) return session;
    }
    return null;
  };

  const requireSignIn = (req: IncomingMessage): void => {
    if (expected === null) return;
    const given = req.headers.authorization;
    if (given !== undefined) {
      const bearer = /^Bearer +([^ ]+) *$/i.exec(given)?.[1];
      if (bearer === undefined) throw new HttpProblem(401, 'expected "Authorization: Bearer" and the token of this server', SIGN_IN);
      if (isRight(req, bearer)) return;
      const challenge = { 'WWW-Authenticate': 'Bearer realm="oads", error="invalid_token"' };
      throw new HttpProblem(401, 'expected the token of this server, got another one', challenge);
    }
    if (sessionOf(req) !== null) return;
    throw new HttpProblem(401, 'this server asks for a token: send "Authorization: Bearer" with it, or sign in at /login', SIGN_IN);
  };

  return {
    isGuarded: expected !== null,
    requireSignIn,
    requireToken: ({ req }) => {
      if (expected === null)
        throw new HttpProblem(403, 'changes ask for a token, and this server has none: start it with --token-file or OADS_TOKEN');
      checkOrigin(req);
      requireSignIn(req);
    },
    sessionOf,
    signIn: (req, given) => (isRight(req, given) ? writeCookie(req, sessions.open(now().getTime()), SESSION_SECONDS) : null),
    signOut: (req) => {
      for (const id of readCookies(req)) sessions.close(id);
      return writeCookie(req, '', 0);
    },
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}
