import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';

const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': POLICY,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  // Not no-referrer: browsers would then send "Origin: null" with the forms of our own pages.
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
};

/** On every answer, errors too. Nothing inline is allowed: data that escaped its escaping still could not run. */
export function securityHeaders(socket: Duplex | null): Readonly<Record<string, string>> {
  if ((socket as TLSSocket | null)?.encrypted !== true) return HEADERS;
  return { ...HEADERS, 'Strict-Transport-Security': 'max-age=31536000' };
}

export function setSecurityHeaders(res: ServerResponse): void {
  for (const [name, value] of Object.entries(securityHeaders(res.socket))) res.setHeader(name, value);
}
