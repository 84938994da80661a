import { BugError, SourceError } from '../../errors.ts';
import { cutInteger, cutMicros } from '../../frame/cut-micros.ts';
import { type Column, MICROS_PER_DAY } from '../../frame/types.ts';
import type { CopyField, Wire } from './column-types.ts';
import { NumericDecoder } from './decode-numeric.ts';
import { malformed } from './malformed-stream.ts';
import { TextDictionary } from './text-dictionary.ts';

/** PostgreSQL counts from 2000-01-01. */
const EPOCH_MICROS = 946_684_800_000_000;
const INT32_MAX = 0x7fffffff;
const INT32_MIN = -0x80000000;

/** Where the halves of a 64-bit integer lie in memory on this machine. */
const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
const HIGH = LITTLE_ENDIAN ? 1 : 0;
const LOW = 1 - HIGH;

/** Integers for `switch`, which is several times faster over them than over strings or methods. */
const BOOL = 0;
const INT8 = 1;
const FLOAT8 = 2;
const TEXT = 3;
const DATE = 4;
const TIMESTAMP = 5;
const UUID = 6;
const NUMERIC = 7;
const KINDS: Readonly<Record<Wire, number>> = {
  bool: BOOL,
  int8: INT8,
  float8: FLOAT8,
  text: TEXT,
  date: DATE,
  timestamp: TIMESTAMP,
  timestamptz: TIMESTAMP,
  uuid: UUID,
  numeric: NUMERIC,
};
const NO_BYTES = new Uint8Array(0);
const NO_FLOATS = new Float64Array(0);
const NO_INTS = new Int32Array(0);
const NO_CODES = new Uint32Array(0);

/** What became of the numeric values of a column that no double can hold. */
export interface ChangedNumbers {
  readonly column: string;
  readonly rounded: number;
  /** Read as infinities. */
  readonly tooLarge: number;
}

/** The columns of the batch that is being filled: `appendRow` until it holds `capacity` rows, then `take`. */
export class CopyColumns {
  readonly capacity: number;
  rows = 0;
  readonly #fields: readonly CopyField[];
  readonly #kinds: Uint8Array;
  readonly #dictionaries: readonly (TextDictionary | undefined)[];
  readonly #numerics: readonly (NumericDecoder | undefined)[];
  // One of these is in use per column, by its kind.
  readonly #bytes: Uint8Array[] = [];
  readonly #ints: Int32Array[] = [];
  readonly #floats: Float64Array[] = [];
  readonly #codes: Uint32Array[] = [];
  readonly #valid: (Uint8Array | undefined)[] = [];

  constructor(fields: readonly CopyField[], capacity: number) {
    this.capacity = capacity;
    this.#fields = fields;
    this.#kinds = Uint8Array.from(fields, ({ wire }) => KINDS[wire]);
    this.#dictionaries = fields.map(({ name, wire }) => (wire === 'text' || wire === 'uuid' ? new TextDictionary(name, wire) : undefined));
    this.#numerics = fields.map(({ wire }) => (wire === 'numeric' ? new NumericDecoder() : undefined));
    this.#allocate(0);
  }

  /** Reads one row's fields (int32 length, -1 = NULL, then big-endian bytes) and returns where they end. */
  appendRow(bytes: Buffer, view: DataView, start: number, end: number): number {
    const row = this.rows;
    if (row === 0) this.#allocate(this.capacity);
    // In locals: the loop runs once a value.
    const kinds = this.#kinds;
    const floats = this.#floats;
    const allInts = this.#ints;
    const codes = this.#codes;
    let at = start;
    for (let index = 0; index < kinds.length; index++) {
      if (at + 4 > end) throw malformed('a row that is cut short');
      const length = view.getInt32(at);
      at += 4;
      if (length < 0) {
        if (length !== -1) throw malformed(`a value of ${length} bytes`);
        this.#setNull(index, row);
        continue;
      }
      if (at + length > end) throw malformed('a value that is cut short');
      switch (kinds[index]) {
        case INT8: {
          if (length !== 8) throw this.#wrongLength(index, length);
          const ints = allInts[index];
          ints[2 * row + HIGH] = view.getInt32(at);
          ints[2 * row + LOW] = view.getInt32(at + 4);
          break;
        }
        case FLOAT8:
          if (length !== 8) throw this.#wrongLength(index, length);
          floats[index][row] = view.getFloat64(at);
          break;
        case NUMERIC:
          floats[index][row] = (this.#numerics[index] as NumericDecoder).read(view, at, length);
          break;
        case TIMESTAMP: {
          if (length !== 8) throw this.#wrongLength(index, length);
          const high = view.getInt32(at);
          const low = view.getUint32(at + 4);
          if ((high === INT32_MAX && low === 0xffffffff) || (high === INT32_MIN && low === 0)) throw this.#infinite(index, high);
          floats[index][row] = readMicros(high, low);
          break;
        }
        case DATE: {
          if (length !== 4) throw this.#wrongLength(index, length);
          const days = view.getInt32(at);
          if (days === INT32_MAX || days === INT32_MIN) throw this.#infinite(index, days);
          floats[index][row] = readMidnight(days);
          break;
        }
        case BOOL:
          if (length !== 1) throw this.#wrongLength(index, length);
          this.#bytes[index][row] = bytes[at] === 0 ? 0 : 1;
          break;
        case UUID:
          if (length !== 16) throw this.#wrongLength(index, length);
          codes[index][row] = (this.#dictionaries[index] as TextDictionary).encode(bytes, at, at + 16);
          break;
        default:
          codes[index][row] = (this.#dictionaries[index] as TextDictionary).encode(bytes, at, at + length);
      }
      at += length;
    }
    this.rows = row + 1;
    return at;
  }

  /** Hands the rows over and starts an empty batch. */
  take(): Map<string, Column> {
    const columns = new Map(this.#fields.map((field, index) => [field.name, this.#column(field, index)]));
    this.rows = 0;
    return columns;
  }

  /** Of the columns in which values had to be changed, over all batches so far. */
  changed(): ChangedNumbers[] {
    return this.#fields.flatMap(({ name }, index) => {
      const { rounded, tooLarge } = this.#numerics[index] ?? { rounded: 0, tooLarge: 0 };
      return rounded + tooLarge > 0 ? [{ column: name, rounded, tooLarge }] : [];
    });
  }

  #allocate(rows: number): void {
    for (let index = 0; index < this.#kinds.length; index++) {
      const kind = this.#kinds[index];
      this.#bytes[index] = kind === BOOL ? new Uint8Array(rows) : NO_BYTES;
      this.#ints[index] = kind === INT8 ? new Int32Array(2 * rows) : NO_INTS;
      this.#floats[index] = kind === FLOAT8 || kind === NUMERIC || kind === DATE || kind === TIMESTAMP ? new Float64Array(rows) : NO_FLOATS;
      this.#codes[index] = kind === TEXT || kind === UUID ? new Uint32Array(rows) : NO_CODES;
      this.#valid[index] = undefined;
    }
  }

  #column({ type, name }: CopyField, index: number): Column {
    const rows = this.rows;
    const valid = this.#valid[index] && cut(this.#valid[index], rows);
    switch (type) {
      case 'boolean':
        return { type, values: cut(this.#bytes[index], rows), valid };
      case 'integer':
        return { type, values: new BigInt64Array(cut(this.#ints[index], 2 * rows).buffer), valid };
      case 'number':
      case 'date':
      case 'timestamp':
        return { type, values: cut(this.#floats[index], rows), valid };
      case 'text':
        return { type, codes: cut(this.#codes[index], rows), dictionary: (this.#dictionaries[index] as TextDictionary).take(), valid };
      default:
        throw new BugError(`column "${name}" of type ${type satisfies never}`);
    }
  }

  #setNull(index: number, row: number): void {
    this.#valid[index] ??= new Uint8Array(this.capacity).fill(1);
    this.#valid[index][row] = 0;
  }

  #wrongLength(index: number, length: number): SourceError {
    const { name, wire } = this.#fields[index];
    return malformed(`a value of ${length} bytes in column "${name}" of type ${wire}`);
  }

  #infinite(index: number, sign: number): SourceError {
    const { name, type } = this.#fields[index];
    return new SourceError(
      'OADS_SOURCE_INFINITE_TIME',
      `expected a finite ${type} in column "${name}", got ${sign > 0 ? 'infinity' : '-infinity'}`,
      {
        hint: `replace it in a \`query\`, e.g. case when isfinite("${name}") then "${name}" end, or leave such rows out`,
      },
    );
  }
}

/** The sum is a safe integer only where it is exact: halfway it may be none. */
function readMicros(high: number, low: number): number {
  const since = high * 4_294_967_296 + low;
  const micros = since + EPOCH_MICROS;
  if (Number.isSafeInteger(since) && Number.isSafeInteger(micros)) return micros;
  return cutInteger((BigInt(high) << 32n) + BigInt(low) + BigInt(EPOCH_MICROS));
}

function readMidnight(days: number): number {
  const micros = days * MICROS_PER_DAY + EPOCH_MICROS;
  return Number.isSafeInteger(micros) ? micros : Math.floor(cutMicros(micros / 1_000_000, 0) / MICROS_PER_DAY) * MICROS_PER_DAY;
}

/** A full array is handed over as it is; of a part, only its rows stay in memory. */
function cut<T extends Uint8Array | Int32Array | Uint32Array | Float64Array>(values: T, length: number): T {
  return (values.length === length ? values : values.slice(0, length)) as T;
}
