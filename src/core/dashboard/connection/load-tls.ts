import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { messageOf, systemCode, UsageError } from '../../errors.ts';
import { readSecretFile } from '../access/read-secret-file.ts';
import { readSmallFile } from '../access/read-small-file.ts';

/** In PEM. */
export interface Tls {
  readonly cert: string;
  readonly key: string;
}

/** Reads a server's certificate (with its chain) and its key, and finds out now what no visitor should have to find out. Throws UsageError. */
export async function loadTls(files: { cert: string; key: string }): Promise<Tls> {
  const bytes = await readSmallFile(files.cert).catch((error: unknown) => {
    const why = messageOf(error);
    throw bad(systemCode(error) === undefined ? `certificate: ${why}` : `expected a readable certificate, got ${why}`, error);
  });
  const cert = bytes.toString('utf8');
  const key = await readSecretFile(files.key, 'TLS key');
  const certificate = parse(() => new X509Certificate(cert), `expected a certificate in PEM in ${files.cert}`);
  const privateKey: KeyObject = parse(() => createPrivateKey(key), `expected a private key in PEM, without a passphrase, in ${files.key}`);
  if (!certificate.checkPrivateKey(privateKey))
    throw bad(`expected the key of the certificate ${files.cert}, got another one in ${files.key}`);
  parse(() => createSecureContext({ cert, key, minVersion: 'TLSv1.2' }), 'expected a certificate and a key that TLS can use');
  return { cert, key };
}

/** What is wrong with the times of a certificate; null: nothing. It is served all the same: clients refuse it, and say why. */
export function judgeValidity({ cert }: Tls, now: Date): string | null {
  const { validFrom, validTo } = new X509Certificate(cert);
  if (now > new Date(validTo)) return `the TLS certificate is no longer valid: it ended ${new Date(validTo).toISOString()}`;
  if (now < new Date(validFrom)) return `the TLS certificate is not valid yet: it begins ${new Date(validFrom).toISOString()}`;
  return null;
}

function parse<T>(read: () => T, expected: string): T {
  try {
    return read();
  } catch (error) {
    throw bad(`${expected}: ${messageOf(error)}`, error);
  }
}

function bad(message: string, cause?: unknown): UsageError {
  const hint = 'check --tls-cert and --tls-key, or `dashboard.tls` of the config';
  return new UsageError('OADS_SERVE_TLS', message, { hint, cause });
}
