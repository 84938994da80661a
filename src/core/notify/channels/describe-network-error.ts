import { systemCode } from '../../errors.ts';

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EPIPE: 'connection reset',
  ENOTFOUND: 'host not found',
  EAI_AGAIN: 'host could not be looked up',
  EHOSTUNREACH: 'host unreachable',
  ENETUNREACH: 'network unreachable',
  ETIMEDOUT: 'timed out',
  EPROTO: 'no TLS there, or another version of it',
  HPE_INVALID_CONSTANT: 'the answer is not HTTP',
};

/** In words that name no address; a code that is not known is named as it is. */
export function describeNetworkError(error: unknown): string {
  const code = systemCode(error) ?? 'unknown error';
  if (code in WORDS) return WORDS[code];
  if (/CERT|SELF_SIGNED|UNABLE_TO|ALTNAME/.test(code)) return `its certificate is not trusted (${code})`;
  return code;
}
