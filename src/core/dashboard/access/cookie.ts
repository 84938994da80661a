import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';

const MOST_COOKIES = 20;

/** Cookies do not know ports: two dashboards of one machine must not sign each other's visitors out. */
function nameOf(req: IncomingMessage): string {
  return `${isSecure(req) ? '__Host-' : ''}oads_${req.socket.localPort ?? 0}`;
}

/** Whether the visitor's browser speaks TLS. A proxy says it by a header; who lies in it spoils only his own cookie. */
export function isSecure(req: IncomingMessage): boolean {
  return (req.socket as TLSSocket).encrypted === true || req.headers['x-forwarded-proto'] === 'https';
}

/** The session ids that the request may mean: another page of this host can have set a cookie of the same name. */
export function readCookies(req: IncomingMessage): string[] {
  const prefix = `${nameOf(req)}=`;
  const texts = (req.headers.cookie ?? '').split(';').map((part) => part.trim());
  const values = texts.filter((text) => text.startsWith(prefix)).map((text) => text.slice(prefix.length));
  return values.filter((value) => /^[A-Za-z0-9_-]{43}$/.test(value)).slice(0, MOST_COOKIES);
}

/** No script reads it, and no other site's request carries it. */
export function writeCookie(req: IncomingMessage, session: string, maxAgeSeconds: number): string {
  const secure = isSecure(req) ? '; Secure' : '';
  return `${nameOf(req)}=${session}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict${secure}`;
}
