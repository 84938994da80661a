import { Damage } from '../damage.ts';
import type { ItemType, Values } from '../table/table.ts';

export interface Encoding {
  readonly name: string;
  readonly item: ItemType | 'index' | 'character';
  /** Bytes of one element unpacked; 0 for bits. */
  readonly bytes: number;
  readonly isSplit?: boolean;
  /** Signed integers of a split column are zigzag, indexes are differences. */
  readonly isZigzag?: boolean;
  readonly isDelta?: boolean;
  /** The column's elements; `bytes` is theirs alone. */
  wrap(bytes: ArrayBuffer): Values;
}

const int = (name: string, bytes: number, wrap: Encoding['wrap'], more: Partial<Encoding> = {}): Encoding => ({
  name,
  item: 'integer',
  bytes,
  wrap,
  ...more,
});
const i16 = (bytes: ArrayBuffer) => new Int16Array(bytes);
const u16 = (bytes: ArrayBuffer) => new Uint16Array(bytes);
const i32 = (bytes: ArrayBuffer) => new Int32Array(bytes);
const u32 = (bytes: ArrayBuffer) => new Uint32Array(bytes);
const i64 = (bytes: ArrayBuffer) => new BigInt64Array(bytes);
const u64 = (bytes: ArrayBuffer) => new BigUint64Array(bytes);
const f32 = (bytes: ArrayBuffer) => new Float32Array(bytes);
const f64 = (bytes: ArrayBuffer) => new Float64Array(bytes);
const u8 = (bytes: ArrayBuffer) => new Uint8Array(bytes);
const split = { isSplit: true } as const;
const zigzag = { isSplit: true, isZigzag: true } as const;
const delta = { isSplit: true, isDelta: true, item: 'index' } as const;

/** By the format's codes of column types. */
const ENCODINGS: Readonly<Record<number, Encoding>> = {
  0: { name: 'Bit', item: 'boolean', bytes: 0, wrap: u8 },
  1: int('Byte', 1, u8),
  2: int('Char', 1, u8, { item: 'character' }),
  3: int('Int8', 1, (bytes) => new Int8Array(bytes)),
  4: int('UInt8', 1, u8),
  5: int('Int16', 2, i16),
  6: int('UInt16', 2, u16),
  7: int('Int32', 4, i32),
  8: int('UInt32', 4, u32),
  9: int('Int64', 8, i64),
  10: int('UInt64', 8, u64),
  12: int('Real32', 4, f32, { item: 'number' }),
  13: int('Real64', 8, f64, { item: 'number' }),
  14: int('Index32', 4, u32, { item: 'index' }),
  15: int('Index64', 8, u64, { item: 'index' }),
  17: int('SplitInt16', 2, i16, zigzag),
  18: int('SplitUInt16', 2, u16, split),
  19: int('SplitInt32', 4, i32, zigzag),
  20: int('SplitUInt32', 4, u32, split),
  21: int('SplitInt64', 8, i64, zigzag),
  22: int('SplitUInt64', 8, u64, split),
  24: int('SplitReal32', 4, f32, { ...split, item: 'number' }),
  25: int('SplitReal64', 8, f64, { ...split, item: 'number' }),
  26: int('SplitIndex32', 4, u32, delta),
  27: int('SplitIndex64', 8, u64, delta),
};

const NOT_READ: Readonly<Record<number, string>> = {
  11: 'Real16',
  16: 'Switch',
  23: 'SplitReal16',
  28: 'Real32Trunc',
  29: 'Real32Quant',
};

export function encodingOf(type: number): Encoding {
  const encoding = ENCODINGS[type];
  if (encoding) return encoding;
  throw new Damage(`columns of type ${NOT_READ[type] ?? `0x${type.toString(16)}`} are not read`, { kind: 'unsupported' });
}
