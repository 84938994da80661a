import { SourceError } from '../../errors.ts';
import type { ColumnType, Field } from '../../frame/types.ts';

/** How a value travels in COPY BINARY after the cast. */
export type Wire = 'bool' | 'int8' | 'float8' | 'numeric' | 'text' | 'uuid' | 'date' | 'timestamp' | 'timestamptz';

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
  [26, describe('integer', 'int8', 'int8')],
  [700, describe('number', 'float8', 'float8')],
  [701, describe('number', 'float8')],
  [1700, describe('number', 'numeric')],
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

const NUMERIC = 1700;
const NUMERIC_AS_INT8 = describe('integer', 'int8', 'int8');
/** So many decimal digits always survive a double, and an int8. */
const DOUBLE_DIGITS = 15;
const INT8_DIGITS = 18;

/** Any other type whose text form is the same everywhere; in the order its text counts, as what is read is proved to be ordered. */
const AS_TEXT: PostgresType = {
  ...describe('text', 'text', 'text'),
  order: (quotedName) => `${quotedName}::text COLLATE "C"`,
};

/** A column of the source as the server describes it. */
export interface SourceColumn {
  readonly name: string;
  readonly oid: number;
  /** pg_attribute.atttypmod; -1 and undefined: none. */
  readonly modifier?: number;
  /** The contract's type, if it has the column. */
  readonly wanted?: ColumnType;
  /** Of a type that is not known here: the server says that its text form is steady. */
  readonly hasTextForm?: boolean;
}

/** Whether the type has a wire format here; of any other, only the text form can be read. */
export function isKnownType(oid: number): boolean {
  return TYPES.has(oid);
}

/** How oads reads a column, undefined where it does not. */
export function findPostgresType({ oid, modifier, wanted, hasTextForm }: SourceColumn): PostgresType | undefined {
  if (oid === NUMERIC && wanted === 'text') return AS_TEXT;
  if (oid === NUMERIC && wanted === 'integer' && fitsInt8(modifier)) return NUMERIC_AS_INT8;
  return TYPES.get(oid) ?? (hasTextForm ? AS_TEXT : undefined);
}

/**
 * The type of a column of the order, whose values must stay apart in it. Throws SourceError for a numeric that a double
 * would round.
 */
export function findKeyType(column: SourceColumn): PostgresType | undefined {
  const found = findPostgresType(column);
  if (column.oid !== NUMERIC || found?.type !== 'number' || digitsOf(column.modifier) <= DOUBLE_DIGITS) return found;
  if (fitsInt8(column.modifier)) return NUMERIC_AS_INT8;
  const { name } = column;
  throw new SourceError(
    'OADS_SOURCE_ORDER_TYPE',
    `expected an \`order_by\` column that is read exactly, got "${name}" of type numeric, which a double may round`,
    {
      hint: `give it type text in the contract, or cast it in a \`query\`: select …, "${name}"::bigint as "${name}", or ::text where it has more than 18 digits or a fraction`,
    },
  );
}

/** numerictypmodin() of PostgreSQL: precision and scale (11 bits, signed) behind the header of 4. */
function digitsOf(modifier = -1): number {
  return modifier < 4 ? Number.POSITIVE_INFINITY : ((modifier - 4) >> 16) & 0xffff;
}

function fitsInt8(modifier = -1): boolean {
  return digitsOf(modifier) <= INT8_DIGITS && ((modifier - 4) & 0x7ff) === 0;
}

/** For columns that `findPostgresType` does not know; `typeName` as of format_type(). */
export function unsupportedTypes(columns: readonly { readonly name: string; readonly typeName: string }[]): SourceError {
  const list = columns.map(({ name, typeName }) => `"${name}" (${typeName})`).join(', ');
  const [{ name, typeName }] = columns;
  // The text of money depends on the server's locale, its amount does not.
  const cast = typeName === 'money' ? 'numeric' : 'text';
  return new SourceError('OADS_SOURCE_TYPE', `expected columns whose values have one form on every server, got ${list}`, {
    hint: `leave ${columns.length === 1 ? 'it' : 'them'} out by listing the wanted \`columns\`, or cast in a \`query\`: select …, "${name}"::${cast} as "${name}"`,
    details: { columns },
  });
}
