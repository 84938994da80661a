import { chmodSync, chownSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { type Authority, type Certificate, createAuthority } from './certificates.ts';
import type { TestPostgres } from './postgres.ts';

export interface TlsServer {
  readonly authority: Authority;
  /** Has the server show another certificate. */
  present(certificate: Certificate): Promise<void>;
}

/**
 * Switches TLS on in a running server, with a certificate for `localhost` alone: by its address it is the wrong host.
 * `rules` go before those of pg_hba.conf; rules of type `cert` take certificates of the authority.
 */
export async function switchTlsOn(server: TestPostgres, rules: readonly string[] = []): Promise<TlsServer> {
  const authority = createAuthority();
  const { uid, gid } = statSync(server.dataDir);
  const write = (name: string, text: string) => {
    const file = path.join(server.dataDir, name);
    writeFileSync(file, text);
    // The server refuses a key that others may read, and its account may be another than ours.
    chmodSync(file, 0o600);
    chownSync(file, uid, gid);
  };
  const present = async ({ cert, key }: Certificate) => {
    write('server.crt', cert);
    write('server.key', key);
    await server.query('select pg_reload_conf()');
    await untilPresented(server, cert);
  };
  write('authority.crt', authority.cert);
  write('pg_hba.conf', `${rules.join('\n')}\n${readFileSync(path.join(server.dataDir, 'pg_hba.conf'), 'utf8')}`);
  await server.query("alter system set ssl_ca_file = 'authority.crt'");
  await server.query('alter system set ssl = on');
  await present(authority.issue('localhost', ['localhost']));
  return { authority, present };
}

/** The server takes its settings anew a moment after it was asked to. */
async function untilPresented({ host, port, user, password, database }: TestPostgres, cert: string): Promise<void> {
  const expected = Buffer.from(cert.replace(/-----.*-----|\n/g, ''), 'base64');
  for (let attempt = 0; attempt < 1000; attempt++) {
    let shown: Buffer | undefined;
    const checkServerIdentity = (_host: string, certificate: { raw: Buffer }) => {
      shown = certificate.raw;
      return undefined;
    };
    const client = new pg.Client({
      host,
      port,
      user,
      password,
      database,
      ssl: { ca: cert, rejectUnauthorized: false, checkServerIdentity },
    });
    client.on('error', () => {});
    try {
      await client.connect();
      const { stream } = (client as unknown as { connection: { stream: { getPeerCertificate?(): { raw: Buffer } } } }).connection;
      shown ??= stream.getPeerCertificate?.().raw;
      if (shown?.equals(expected)) return;
    } catch {
    } finally {
      await client.end().catch(() => {});
    }
  }
  throw new Error('the server did not take its certificate');
}
