import { SourceError } from '../../errors.ts';
import type { ColumnType, Field } from '../../frame/types.ts';

/** How a value travels in COPY BINARY after the cast. */
export type Wire = 'bool' | 'int8' | 'float8' | 'text' | 'uuid' | 'date' | 'timestamp' | 'timestamptz';

export interface CopyField extends Field {
  readonly wire: Wire;
}

export interface PostgresType {
  readonly type: ColumnType;
  readonly wire: Wire;
  /** The SQL that selects the column in its wire type. */
  select(quotedName: string): string;
  /** The SQL that sorts by the column, the same on every server. */
  order(quotedName: string): string;
}

function describe(type: ColumnType, wire: Wire, cast?: string): PostgresType {
  return {
    type,
    wire,
    select: (quotedName) => (cast ? `${quotedName}::${cast}` : quotedName),
    // A database's own collation differs between operating systems and their versions.
    order: (quotedName) => (wire === 'text' ? `${quotedName} COLLATE "C"` : quotedName),
  };
}

/** By the OIDs of pg_type.dat, which never change. Domains arrive as their base type. */
const TYPES: ReadonlyMap<number, PostgresType> = new Map([
  [16, describe('boolean', 'bool')],
  [20, describe('integer', 'int8')],
  [21, describe('integer', 'int8', 'int8')],
  [23, describe('integer', 'int8', 'int8')],
  [700, describe('number', 'float8', 'float8')],
  [701, describe('number', 'float8')],
  [1700, describe('number', 'float8', 'float8')],
  [25, describe('text', 'text')],
  [1043, describe('text', 'text')],
  [19, describe('text', 'text', 'text')],
  // Drops the padding of char(n), which carries no meaning in comparisons either.
  [1042, describe('text', 'text', 'text')],
  [2950, describe('text', 'uuid')],
  [1082, describe('date', 'date')],
  [1114, describe('timestamp', 'timestamp')],
  [1184, describe('timestamp', 'timestamptz')],
]);

/** What oads makes of a PostgreSQL type, undefined where it makes nothing of it. */
export function findPostgresType(oid: number): PostgresType | undefined {
  return TYPES.get(oid);
}

const NUMERIC = 1700;
/** So many decimal digits always survive a double, and an int8. */
const DOUBLE_DIGITS = 15;
const INT8_DIGITS = 18;

/**
 * The type of a column of the order, whose values must stay apart in it. Throws SourceError for a numeric that a double
 * would round.
 */
export function findKeyType({ name, oid, modifier = -1 }: { name: string; oid: number; modifier?: number }): PostgresType | undefined {
  if (oid !== NUMERIC) return findPostgresType(oid);
  // numerictypmodin() of PostgreSQL: precision and scale (11 bits) behind the header of 4.
  const digits = modifier < 4 ? Number.POSITIVE_INFINITY : ((modifier - 4) >> 16) & 0xffff;
  if (digits <= DOUBLE_DIGITS) return findPostgresType(oid);
  if (digits <= INT8_DIGITS && ((modifier - 4) & 0x7ff) === 0) return describe('integer', 'int8', 'int8');
  throw new SourceError(
    'OADS_SOURCE_ORDER_TYPE',
    `expected an \`order_by\` column that is read exactly, got "${name}" of type numeric, which a double may round`,
    { hint: `cast it in a \`query\`: select …, "${name}"::bigint as "${name}", or ::text where it has more than 18 digits or a fraction` },
  );
}

/** For columns whose type `findPostgresType` does not know; `typeName` as of format_type(). */
export function unsupportedTypes(columns: readonly { readonly name: string; readonly typeName: string }[]): SourceError {
  const list = columns.map(({ name, typeName }) => `"${name}" (${typeName})`).join(', ');
  const [first] = columns;
  return new SourceError(
    'OADS_SOURCE_TYPE',
    `expected columns of a boolean, integer, number, text, uuid, date or timestamp type, got ${list}`,
    {
      hint: `leave ${columns.length === 1 ? 'it' : 'them'} out by listing the wanted \`columns\`, or cast in a \`query\`: select …, "${first.name}"::text as "${first.name}"`,
      details: { columns },
    },
  );
}
