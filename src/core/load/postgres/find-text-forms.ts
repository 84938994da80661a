import type { Session } from './open-session.ts';

/** What the server calls a type, and whether the text form of its values is one and the same everywhere. */
export interface TextForm {
  readonly typeName: string;
  readonly isSteady: boolean;
}

export interface TypedColumn {
  readonly oid: number;
  readonly modifier?: number;
}

/** date, timestamp, timestamptz, interval: their text depends on settings that `readCopy` sets for its transaction. */
const PINNED = [1082, 1114, 1184, 1186];

/**
 * Follows arrays, domains, ranges and composite types down to the types that they are made of. Of those an enum is its
 * label; a base type is steady if its output function is immutable. Others depend on a setting (money on lc_monetary), on
 * names elsewhere in the database (regclass), or on who looks (pseudo-types). $1: oids, $2: modifiers.
 */
const QUESTION = `
WITH RECURSIVE wanted AS (
  SELECT oid, modifier, position FROM unnest($1::oid[], $2::int4[]) WITH ORDINALITY AS t (oid, modifier, position)
), parts (position, oid) AS (
  SELECT position, oid FROM wanted
  UNION
  SELECT parts.position, part.oid
  FROM parts JOIN pg_catalog.pg_type t ON t.oid = parts.oid CROSS JOIN LATERAL (
    SELECT t.typbasetype AS oid WHERE t.typtype = 'd'
    UNION ALL SELECT t.typelem WHERE t.typtype = 'b' AND t.typcategory = 'A'
    -- Ranges of several have come with PostgreSQL 14: before, there is no such column to name.
    UNION ALL SELECT r.rngsubtype FROM pg_catalog.pg_range r
      WHERE r.rngtypid = t.oid OR (to_jsonb(r) ->> 'rngmultitypid')::oid = t.oid
    UNION ALL SELECT a.atttypid FROM pg_catalog.pg_attribute a
      WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
  ) part
), unsteady AS (
  SELECT DISTINCT position FROM parts
  JOIN pg_catalog.pg_type t ON t.oid = parts.oid JOIN pg_catalog.pg_proc output ON output.oid = t.typoutput
  WHERE t.typtype = 'p' OR t.typtype = 'b' AND t.typcategory <> 'A' AND output.provolatile <> 'i' AND t.oid <> ALL ($3::oid[])
)
SELECT pg_catalog.format_type(oid, modifier), position NOT IN (SELECT position FROM unsteady) FROM wanted ORDER BY position`;

/** Asks the server about types that oads knows no wire format for; the answers are in the order of `columns`. */
export async function findTextForms(session: Session, columns: readonly TypedColumn[], timeoutMs: number): Promise<TextForm[]> {
  if (columns.length === 0) return [];
  const oids = columns.map(({ oid }) => oid);
  const modifiers = columns.map(({ modifier = -1 }) => modifier);
  const { rows } = await session.query(QUESTION, [oids, modifiers, PINNED], timeoutMs);
  return rows.map(([typeName, isSteady]) => ({ typeName: String(typeName), isSteady: isSteady === true }));
}
