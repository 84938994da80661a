import { SourceError } from '../../errors.ts';

/** The bytes do not follow the protocol (PostgreSQL manual, "COPY", binary format; "Message Formats"). */
export function malformed(got: string): SourceError {
  return new SourceError('OADS_SOURCE_MALFORMED', `expected a COPY BINARY stream from PostgreSQL, got ${got}`, {
    hint: 'check that the connection leads to a PostgreSQL server, or to a proxy that passes COPY through unchanged',
  });
}
