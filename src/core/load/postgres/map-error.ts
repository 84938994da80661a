import { messageOf, OadsError, SourceError, systemCode } from '../../errors.ts';

/** What a message may say about the connection. */
export interface Target {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  /** Only to keep it out of messages. */
  readonly password?: string;
  /** Some columns are dropped or masked: what the server says of a value must not be repeated. */
  readonly hidesValues?: boolean;
}

interface Mapping {
  readonly code: string;
  readonly outage: boolean;
  /** What happened, before `at host:port/database`. */
  readonly what: string;
  readonly hint?: string;
}

const NAMES_HINT = 'names are compared exactly, with upper and lower case; give the schema as schema.table if it is not on the search_path';
const UNREACHABLE = 'OADS_SOURCE_UNREACHABLE';
const LOST = 'OADS_SOURCE_LOST';
const BUSY = 'OADS_SOURCE_BUSY';
const TLS = 'OADS_SOURCE_TLS';
const UNKNOWN = 'OADS_SOURCE_QUERY';

/** By SQLSTATE (PostgreSQL manual, appendix A), else by its class, the first two characters. */
const SQLSTATES: Readonly<Record<string, Mapping>> = {
  '57P01': { code: LOST, outage: true, what: 'the server ended the connection' },
  '57P02': { code: LOST, outage: true, what: 'the server crashed and ended the connection' },
  '57P03': { code: BUSY, outage: true, what: 'the server does not accept connections yet' },
  '57P05': { code: LOST, outage: true, what: 'the server ended the idle connection' },
  '25P03': { code: LOST, outage: true, what: 'the server ended the idle transaction' },
  '57014': {
    code: 'OADS_SOURCE_STATEMENT_TIMEOUT',
    outage: true,
    what: 'the server cancelled the query',
    hint: 'raise `statement_timeout`, read a smaller window, or index the `order_by` columns',
  },
  '55P03': {
    code: 'OADS_SOURCE_LOCK_TIMEOUT',
    outage: true,
    what: 'the table is locked by another session',
    hint: 'look in pg_locks for who holds it, or run again later',
  },
  '40001': { code: BUSY, outage: true, what: 'the server gave the query up for another', hint: 'run again' },
  '40P01': { code: BUSY, outage: true, what: 'the server gave the query up in a deadlock', hint: 'run again' },
  '53300': { code: BUSY, outage: true, what: 'the server has no free connection', hint: 'raise max_connections or close other sessions' },
  '28P01': {
    code: 'OADS_SOURCE_CREDENTIALS',
    outage: false,
    what: 'the server refused the password',
    hint: 'check the user and password in `connection` or PGPASSWORD',
  },
  '28000': {
    code: 'OADS_SOURCE_CREDENTIALS',
    outage: false,
    what: 'the server refused the user',
    hint: "check the user in `connection` and the server's pg_hba.conf",
  },
  '3D000': {
    code: 'OADS_SOURCE_DATABASE',
    outage: false,
    what: 'there is no such database',
    hint: 'check the name after the last / in `connection`',
  },
  '42704': {
    code: 'OADS_SOURCE_QUERY',
    outage: false,
    what: 'there is no such type or setting',
    hint: 'check the `query`, and `options` in `connection`',
  },
  '42883': {
    code: 'OADS_SOURCE_QUERY',
    outage: false,
    what: 'there is no such function',
    hint: 'check its name, the types of its arguments, and the search_path',
  },
  '42P01': { code: 'OADS_SOURCE_TABLE', outage: false, what: 'there is no such table', hint: NAMES_HINT },
  '3F000': { code: 'OADS_SOURCE_TABLE', outage: false, what: 'there is no such schema', hint: NAMES_HINT },
  '42703': {
    code: 'OADS_SOURCE_COLUMN',
    outage: false,
    what: 'there is no such column',
    hint: 'names are compared exactly, with upper and lower case',
  },
  '42702': {
    code: 'OADS_SOURCE_COLUMN',
    outage: false,
    what: 'two columns have one name',
    hint: 'give them different names in the `query` (… as …)',
  },
  '42501': {
    code: 'OADS_SOURCE_PERMISSION',
    outage: false,
    what: 'the user may not read this',
    hint: 'grant select to the user, or list the permitted `columns`',
  },
  '42601': {
    code: 'OADS_SOURCE_SYNTAX',
    outage: false,
    what: 'the query is no valid SQL',
    hint: 'give `query` as one SELECT without a semicolon',
  },
  '25006': {
    code: 'OADS_SOURCE_PERMISSION',
    outage: false,
    what: 'the query wants to write, but the transaction is read-only',
    hint: 'give `query` as a plain SELECT',
  },
  '08': { code: LOST, outage: true, what: 'the connection broke' },
  '53': { code: BUSY, outage: true, what: 'the server is out of resources' },
  '57': { code: LOST, outage: true, what: 'the server was interrupted' },
  '58': { code: LOST, outage: true, what: "the server's system failed" },
  XX: { code: LOST, outage: true, what: 'the server failed' },
};

const NETWORK_HINT = 'check that the server runs and that host and port in `connection` are right';

/** By Node's system error codes. */
const SYSTEM_CODES: Readonly<Record<string, Mapping>> = {
  ECONNREFUSED: { code: UNREACHABLE, outage: true, what: 'connection refused', hint: NETWORK_HINT },
  ENOTFOUND: {
    code: UNREACHABLE,
    outage: true,
    what: 'unknown host',
    hint: "check the host's spelling in `connection`, and the name server",
  },
  EAI_AGAIN: { code: UNREACHABLE, outage: true, what: 'the name server does not answer', hint: 'check the network' },
  ETIMEDOUT: { code: UNREACHABLE, outage: true, what: 'no answer in time', hint: NETWORK_HINT },
  EHOSTUNREACH: { code: UNREACHABLE, outage: true, what: 'no route to the host', hint: 'check the network' },
  ENETUNREACH: { code: UNREACHABLE, outage: true, what: 'no route to the network', hint: 'check the network' },
  ENETDOWN: { code: UNREACHABLE, outage: true, what: 'the network is down', hint: 'check the network' },
  ENOENT: { code: UNREACHABLE, outage: true, what: 'no such socket', hint: NETWORK_HINT },
  ECONNRESET: { code: LOST, outage: true, what: 'the connection was reset' },
  EPIPE: { code: LOST, outage: true, what: 'the connection was closed' },
  ...Object.fromEntries(
    [
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'UNABLE_TO_GET_ISSUER_CERT',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'CERT_SIGNATURE_FAILURE',
    ].map((code) => [
      code,
      {
        code: TLS,
        outage: false,
        what: "the server's certificate is signed by no authority that is trusted here",
        hint: 'give the certificate of its authority as sslrootcert=FILE in `connection`',
      },
    ]),
  ),
  ERR_TLS_CERT_ALTNAME_INVALID: {
    code: TLS,
    outage: false,
    what: "the server's certificate is for another host",
    hint: 'connect by a name that the certificate has, or have it signed for this one',
  },
  CERT_HAS_EXPIRED: {
    code: TLS,
    outage: false,
    what: "the server's certificate is out of date",
    hint: "renew it, or set this machine's clock",
  },
  CERT_NOT_YET_VALID: { code: TLS, outage: false, what: "the server's certificate is not valid yet", hint: "check this machine's clock" },
  EACCES: { code: 'OADS_SOURCE_PERMISSION', outage: false, what: 'the socket may not be opened', hint: "check the socket's permissions" },
};

/** By the messages of errors that pg raises itself, which have no code. */
const CLIENT_ERRORS: readonly (readonly [RegExp, Mapping])[] = [
  [
    /^timeout expired$/,
    { code: 'OADS_SOURCE_TIMEOUT', outage: true, what: 'no connection in time', hint: `${NETWORK_HINT}, or raise \`connect_timeout\`` },
  ],
  [/^Query read timeout$/, { code: 'OADS_SOURCE_TIMEOUT', outage: true, what: 'the server stopped answering', hint: NETWORK_HINT }],
  [/^Connection terminated|^Client (was closed|has encountered)/, { code: LOST, outage: true, what: 'the connection broke' }],
  [
    /password must be a (non-empty )?string|non-empty string/,
    { code: 'OADS_SOURCE_CREDENTIALS', outage: false, what: 'the server wants a password', hint: 'give one in `connection` or PGPASSWORD' },
  ],
  [
    /does not support SSL/,
    {
      code: TLS,
      outage: false,
      what: 'the server speaks no TLS',
      hint: "switch on `ssl` in the server's settings, or set sslmode=disable where the network may be trusted",
    },
  ],
  [
    /SSL|certificate|TLS/i,
    { code: TLS, outage: false, what: 'no secure connection', hint: 'check sslmode and sslrootcert in `connection`' },
  ],
];

/**
 * Makes a SourceError of what pg, the network or the server threw; errors of oads pass unchanged.
 * `outage` is true where the same request may succeed later, false where somebody must change something first.
 */
export function mapError(thrown: unknown, target: Target): OadsError {
  if (thrown instanceof OadsError) return thrown;
  const { code, outage, what, hint } = findMapping(thrown);
  const said = redact(messageOf(thrown), target).replace(/[.:]$/, '');
  // A class that is not in the table is about values, as 22 (data exception) and P0 (raised by a function).
  const quotes = target.hidesValues === true && code === UNKNOWN;
  const repeated = said === '' || quotes || /^(Connection terminated|timeout expired|Query read timeout|connect E|getaddrinfo )/.test(said);
  const message = `expected rows from PostgreSQL at ${describeTarget(target)}, got: ${what}${repeated ? '' : ` (${said})`}`;
  return new SourceError(code, message, {
    outage,
    hint,
    details: { sqlstate: sqlState(thrown) ?? null },
    cause: quotes ? undefined : thrown,
  });
}

/** `db.example.org:5432/ops`, without user and password. */
export function describeTarget({ host, port, database }: Target): string {
  if (host.startsWith('/')) return `${host}/.s.PGSQL.${port}/${database}`;
  return `${host.includes(':') ? `[${host}]` : host}:${port}/${database}`;
}

function findMapping(thrown: unknown): Mapping {
  const state = sqlState(thrown);
  if (state === '28000' && /no encryption|SSL off/.test(messageOf(thrown))) {
    return { code: TLS, outage: false, what: 'the server wants TLS', hint: 'leave out sslmode=disable, or set sslmode=verify-full' };
  }
  if (state)
    return (
      SQLSTATES[state] ?? SQLSTATES[state.slice(0, 2)] ?? { code: UNKNOWN, outage: false, what: `the query failed with SQLSTATE ${state}` }
    );
  const system = systemCode(thrown);
  if (system && SYSTEM_CODES[system]) return SYSTEM_CODES[system];
  const text = `${system ?? ''} ${messageOf(thrown)}`.trim();
  const [, mapping] = CLIENT_ERRORS.find(([pattern]) => pattern.test(text)) ?? [];
  return mapping ?? { code: LOST, outage: true, what: 'the connection failed' };
}

function sqlState(thrown: unknown): string | undefined {
  const code = systemCode(thrown);
  // Node's codes start with E and a letter (EPIPE is as long as a SQLSTATE, and has no digit).
  return code && /^[0-9A-Z]{5}$/.test(code) && /\d/.test(code) ? code : undefined;
}

/** Neither driver nor server repeats passwords; should one ever do so, it stops here. */
function redact(text: string, { password, user, database, host }: Target): string {
  if (!password || [user, database, host].includes(password)) return text;
  return text.replaceAll(password, '***');
}
