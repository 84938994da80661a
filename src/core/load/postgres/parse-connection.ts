import { ConfigError } from '../../errors.ts';

/** The parts of a connection URL, decoded; what it leaves out is undefined. */
export interface ConnectionParts {
  readonly host?: string;
  readonly port?: number;
  readonly user?: string;
  readonly password?: string;
  readonly database?: string;
  /** Settings for the session, as of `postgres -c`. */
  readonly options?: string;
  readonly applicationName?: string;
  readonly tls: TlsParameters;
}

/** As written, by libpq's names (PostgreSQL manual, "Parameter Key Words"). */
export interface TlsParameters {
  readonly sslmode?: string;
  readonly sslrootcert?: string;
  readonly sslcert?: string;
  readonly sslkey?: string;
}

const PARAMETERS = [
  'host',
  'port',
  'user',
  'password',
  'dbname',
  'options',
  'application_name',
  'sslmode',
  'sslrootcert',
  'sslcert',
  'sslkey',
] as const;
type Parameter = (typeof PARAMETERS)[number];

const HINT =
  'write postgres://user:password@host:5432/database, percent-encoded where a part holds one of / : @ ? # % (or leave the password to PGPASSWORD)';

/**
 * Takes a URL apart as libpq does, and refuses what it would refuse, or what would be misread: a `host=… password=…` string,
 * a password with bare `/ ? #`, a parameter that has no effect here. Throws ConfigError, which never repeats the text: it
 * may hold the password.
 */
export function parseConnection(connection: string): ConnectionParts {
  const [, rest] = /^postgres(?:ql)?:\/\/(.*)$/is.exec(connection) ?? [];
  if (rest === undefined) throw refused('as a URL that starts with postgres://', 'something else');
  const authorityEnd = rest.search(/[/?#]|$/);
  if (rest.includes('@', authorityEnd) || rest.includes('#') || /\s|%(?![0-9a-f]{2})/i.test(rest)) throw needsEncoding();
  const authority = rest.slice(0, authorityEnd);
  const [path, query = ''] = split(rest.slice(authorityEnd).replace(/^\//, ''), '?');
  // The last @: a password that was not encoded may hold one.
  const [user, password] = split(authority.slice(0, Math.max(authority.lastIndexOf('@'), 0)), ':');
  const place = authority.slice(authority.lastIndexOf('@') + 1);
  if (place.includes(',')) throw refused('with one host', 'several', 'name the one to read from');
  const [, bracketed, host, port] = /^(?:\[([^\]]+)\]|([^:[\]]*))(?::(\d*))?$/.exec(place) ?? [];
  if (bracketed === undefined && host === undefined) throw needsEncoding();

  const given = parseParameters(query);
  const of = (name: Parameter) => given.get(name);
  const { sslmode, sslrootcert, sslcert, sslkey } = Object.fromEntries(given);
  return {
    host: of('host') ?? (decode(bracketed ?? host) || undefined),
    port: parsePort(of('port') ?? port),
    user: of('user') ?? (decode(user) || undefined),
    password: of('password') ?? (decode(password ?? '') || undefined),
    database: of('dbname') ?? (decode(path) || undefined),
    options: of('options'),
    applicationName: of('application_name'),
    tls: { sslmode, sslrootcert, sslcert, sslkey },
  };
}

function parseParameters(query: string): Map<Parameter, string> {
  const given = new Map<Parameter, string>();
  for (const pair of query.split('&').filter((text) => text !== '')) {
    const [name, value] = split(pair, '=').map((text) => text && decode(text));
    const known = PARAMETERS.find((parameter) => parameter === name);
    if (!known) {
      // Anything else in that place may be a part of the password.
      const shown = /^[a-z_]{1,40}$/i.test(name ?? '') ? `"${name}"` : 'another';
      throw refused(
        `with the parameters ${PARAMETERS.join(', ')}`,
        shown,
        name === 'connect_timeout' ? '`connect_timeout` is an option of the loader' : 'leave it out: it would have no effect',
      );
    }
    if (given.has(known)) throw refused('with each parameter once', `"${known}" twice`);
    if (!value) throw refused(`with a value after ${known}=`, 'none');
    given.set(known, value);
  }
  return given;
}

function parsePort(port: string | undefined): number | undefined {
  if (!port) return undefined;
  const number = Number(port);
  if (/^\d+$/.test(port) && number >= 1 && number <= 65_535) return number;
  throw refused('with a port from 1 to 65535', 'another');
}

function split(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw needsEncoding();
  }
}

function needsEncoding(): ConfigError {
  return refused('as a URL', 'one with characters that need percent-encoding');
}

function refused(expected: string, got: string, hint = HINT): ConfigError {
  return new ConfigError('OADS_SOURCE_CONNECTION', `expected \`connection\` ${expected}, got ${got}`, { hint });
}
