import { ConfigError } from '../../errors.ts';

const HINT =
  'write postgres://user:password@host:5432/database, percent-encoded where a part holds one of / : @ ? # % (or leave the password to PGPASSWORD)';

/**
 * Refuses what pg would misread rather than reject: a `host=… password=…` string, or a password with bare
 * `/ ? #`, whose rest would land in the database's name. Never repeats the text: it may hold the password.
 */
export function validateConnection(connection: string): void {
  if (!/^postgres(ql)?:\/\//i.test(connection)) {
    throw new ConfigError('OADS_SOURCE_CONNECTION', 'expected `connection` as a URL that starts with postgres://, got something else', {
      hint: HINT,
    });
  }
  const rest = connection.slice(connection.indexOf('//') + 2);
  const authorityEnd = rest.search(/[/?#]|$/);
  if (rest.includes('@', authorityEnd) || rest.includes('#') || /\s|%(?![0-9a-f]{2})/i.test(rest)) {
    throw new ConfigError('OADS_SOURCE_CONNECTION', 'expected `connection` as a URL, got one with characters that need percent-encoding', {
      hint: HINT,
    });
  }
}
