import { SourceError } from '../../errors.ts';
import { openSession } from './open-session.ts';
import { quoteTable } from './quote-identifier.ts';

const TIMEOUT_MS = 10_000;

/** Columns of each unique index whose columns hold no null; the primary key first, then the one with fewest columns. */
const QUERY = `
SELECT i.indisprimary, array_agg(a.attname::text ORDER BY k.place)
FROM pg_index i
CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, place)
JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
WHERE i.indrelid = to_regclass($1) AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL AND k.place <= i.indnkeyatts
GROUP BY i.indexrelid, i.indisprimary
HAVING bool_and(a.attnotnull)
ORDER BY i.indisprimary DESC, count(*), min(i.indexrelid)
LIMIT 1`;

export interface FoundOrder {
  readonly columns: readonly string[];
  readonly isPrimary: boolean;
}

/** The columns that identify a row of a table, as its indexes say; undefined where none does. Throws SourceError for a table that is not there. */
export async function findOrder(request: {
  connection: string;
  table: string;
  baseDir?: string;
  signal?: AbortSignal;
}): Promise<FoundOrder | undefined> {
  const session = await openSession({ ...request, connectTimeoutMs: TIMEOUT_MS });
  try {
    const name = quoteTable(request.table);
    const { rows: tables } = await session.query('SELECT to_regclass($1)::text', [name], TIMEOUT_MS);
    if (tables[0]?.[0] === null) {
      throw new SourceError('OADS_SOURCE_TABLE', `expected a table or view ${request.table}, got none of that name`, {
        hint: 'name it with its schema: --table schema.name; upper and lower case count',
      });
    }
    const { rows } = await session.query(QUERY, [name], TIMEOUT_MS);
    const [found] = rows as [boolean, string[]][];
    return found && { isPrimary: found[0], columns: found[1] };
  } finally {
    await session.end().catch(() => session.discard());
  }
}
