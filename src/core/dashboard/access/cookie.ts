import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';

/** Cookies do not know ports: two dashboards of one machine must not sign each other's visitors out. */
function nameOf(req: IncomingMessage): string {
  return `${isSecure(req) ? '__Host-' : ''}oads_${req.socket.localPort ?? 0}`;
}

/** Whether the visitor's browser speaks TLS. A proxy says it by a header; who lies in it spoils only his own cookie. */
export function isSecure(req: IncomingMessage): boolean {
  return (req.socket as TLSSocket).encrypted === true || req.headers['x-forwarded-proto'] === 'https';
}

/** The session id that the request carries, in its form; null without one. */
export function readCookie(req: IncomingMessage): string | null {
  const prefix = `${nameOf(req)}=`;
  for (const part of (req.headers.cookie ?? '').split(';')) {
    const text = part.trim();
    if (text.startsWith(prefix)) return /^[A-Za-z0-9_-]{43}$/.test(text.slice(prefix.length)) ? text.slice(prefix.length) : null;
  }
  return null;
}

/** No script reads it, and no other site's request carries it. */
export function writeCookie(req: IncomingMessage, session: string, maxAgeSeconds: number): string {
  const secure = isSecure(req) ? '; Secure' : '';
  return `${nameOf(req)}=${session}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict${secure}`;
}
