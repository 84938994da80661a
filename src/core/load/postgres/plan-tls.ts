import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ConnectionOptions } from 'node:tls';
import { ConfigError, SourceError, systemCode } from '../../errors.ts';
import type { TlsParameters } from './parse-connection.ts';

/** One way to connect: the options of TLS, or false for a connection in the clear. */
export type TlsAttempt = ConnectionOptions | false;

export interface TlsSurroundings {
  /** Relative paths in the connection are relative to it. */
  baseDir: string;
  home: string;
  env: Readonly<Record<string, string | undefined>>;
}

const MODES = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
type Mode = (typeof MODES)[number];
/** The value of `sslrootcert` that stands for the authorities that everybody trusts. */
const SYSTEM = 'system';

/**
 * The ways to try, one after the other. `sslmode` means what it means to libpq (PostgreSQL manual, "SSL Support"), not to
 * pg, which takes `require` for `verify-full` and says so on stderr. Throws ConfigError, or SourceError for an unusable file.
 */
export async function planTls(given: TlsParameters, { baseDir, home, env }: TlsSurroundings): Promise<TlsAttempt[]> {
  const fileOf = (written: string | undefined, variable: string) =>
    written === undefined ? env[variable] || undefined : written === SYSTEM ? written : path.resolve(baseDir, written);
  const usual = path.join(home, '.postgresql', 'root.crt');
  const rootFile = fileOf(given.sslrootcert, 'PGSSLROOTCERT') ?? (existsSync(usual) ? usual : undefined);
  const mode = chooseMode(given.sslmode ?? (env.PGSSLMODE || undefined), rootFile);
  if (mode === 'disable') return [false];
  const own = await readOwn(fileOf(given.sslcert, 'PGSSLCERT'), fileOf(given.sslkey, 'PGSSLKEY'));
  if (mode === 'prefer') return [{ ...own, rejectUnauthorized: false }, false];
  if (mode === 'require' && rootFile === undefined) return [{ ...own, rejectUnauthorized: false }];
  const ca = rootFile === undefined || rootFile === SYSTEM ? undefined : await readPem('sslrootcert', rootFile);
  // Said outright: the variable NODE_TLS_REJECT_UNAUTHORIZED must not switch it off.
  const verified = { ...own, ca, rejectUnauthorized: true };
  return [mode === 'verify-full' ? verified : { ...verified, checkServerIdentity: () => undefined }];
}

function chooseMode(written: string | undefined, rootFile: string | undefined): Mode {
  const mode = MODES.find((known) => known === (written ?? (rootFile === SYSTEM ? 'verify-full' : 'prefer')));
  if (!mode) {
    throw new ConfigError('OADS_SOURCE_CONNECTION', `expected sslmode as one of ${MODES.join(', ')}, got ${JSON.stringify(written)}`, {
      hint: 'verify-full is the only one that tells the right server from another',
    });
  }
  if (rootFile === SYSTEM && mode !== 'verify-full' && mode !== 'disable') {
    throw new ConfigError('OADS_SOURCE_CONNECTION', `expected sslmode=verify-full with sslrootcert=system, got ${mode}`, {
      hint: 'anybody can get a certificate from a public authority: only its name tells',
    });
  }
  if (mode === 'verify-ca' && rootFile === undefined) {
    throw new ConfigError('OADS_SOURCE_CONNECTION', 'expected sslrootcert=FILE with sslmode=verify-ca, got none', {
      hint: "give the file of the authority that signed the server's certificate",
    });
  }
  return mode;
}

/** The certificate that names us to the server. */
async function readOwn(certFile: string | undefined, keyFile: string | undefined): Promise<ConnectionOptions> {
  if (certFile === undefined && keyFile === undefined) return {};
  if (certFile === undefined || keyFile === undefined) {
    const [has, lacks] = certFile === undefined ? ['sslkey', 'sslcert'] : ['sslcert', 'sslkey'];
    throw new ConfigError('OADS_SOURCE_CONNECTION', `expected ${lacks} beside ${has}, got none`);
  }
  return { cert: await readPem('sslcert', certFile), key: await readKey(keyFile) };
}

async function readKey(file: string): Promise<string> {
  const text = await readPem('sslkey', file);
  if (text.includes('-----BEGIN ENCRYPTED') || text.includes('Proc-Type: 4,ENCRYPTED')) {
    throw unusable('sslkey', file, 'without a passphrase', 'an encrypted one', 'oads runs unattended: give a key that needs no passphrase');
  }
  const { mode, uid } = await stat(file);
  // As libpq: nobody else may read it; of a file of root, a group may.
  if (process.platform !== 'win32' && (mode & (uid === 0 ? 0o037 : 0o077)) !== 0) {
    throw unusable('sslkey', file, 'that only its owner may read', 'one that others may read', `chmod 600 ${file}`);
  }
  return text;
}

async function readPem(parameter: 'sslrootcert' | 'sslcert' | 'sslkey', file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((thrown: unknown) => {
    throw unusable(parameter, file, 'that can be read', systemCode(thrown) ?? 'an error', 'check the path in `connection`');
  });
  const kind = parameter === 'sslkey' ? 'PRIVATE KEY' : 'CERTIFICATE';
  if (new RegExp(`^-----BEGIN [A-Z ]*${kind}-----`, 'm').test(text)) return text;
  throw unusable(parameter, file, `in PEM format that holds a ${kind.toLowerCase()}`, 'another', 'check the path in `connection`');
}

function unusable(parameter: string, file: string, expected: string, got: string, hint: string): SourceError {
  return new SourceError('OADS_SOURCE_TLS', `expected a file ${expected} as ${parameter}, got ${got}: ${file}`, { hint });
}
