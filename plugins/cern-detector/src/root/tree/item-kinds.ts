import type { ItemType, Values } from '../table/table.ts';

/** How one value stands in a basket: big-endian. */
export interface ItemKind {
  readonly item: ItemType;
  readonly bytes: number;
  make(count: number): Values;
}

const kind = (item: ItemType, bytes: number, make: (count: number) => Values): ItemKind => ({ item, bytes, make });

export const KINDS = {
  i8: kind('integer', 1, (count) => new Int8Array(count)),
  u8: kind('integer', 1, (count) => new Uint8Array(count)),
  i16: kind('integer', 2, (count) => new Int16Array(count)),
  u16: kind('integer', 2, (count) => new Uint16Array(count)),
  i32: kind('integer', 4, (count) => new Int32Array(count)),
  u32: kind('integer', 4, (count) => new Uint32Array(count)),
  i64: kind('integer', 8, (count) => new BigInt64Array(count)),
  u64: kind('integer', 8, (count) => new BigUint64Array(count)),
  f32: kind('number', 4, (count) => new Float32Array(count)),
  f64: kind('number', 8, (count) => new Float64Array(count)),
  bool: kind('boolean', 1, (count) => new Uint8Array(count)),
  text: kind('text', 0, (count) => new Array<string>(count).fill('')),
} as const satisfies Record<string, ItemKind>;

/** TLeaf's classes: signed, unsigned. */
const LEAVES: Readonly<Record<string, readonly [ItemKind, ItemKind]>> = {
  TLeafB: [KINDS.i8, KINDS.u8],
  TLeafS: [KINDS.i16, KINDS.u16],
  TLeafI: [KINDS.i32, KINDS.u32],
  TLeafL: [KINDS.i64, KINDS.u64],
  TLeafG: [KINDS.i64, KINDS.u64],
  TLeafF: [KINDS.f32, KINDS.f32],
  TLeafD: [KINDS.f64, KINDS.f64],
  TLeafO: [KINDS.bool, KINDS.bool],
  TLeafC: [KINDS.text, KINDS.text],
};

/** TStreamerInfo's numbers of basic types. Compressed floats (9 and 19) are not read. */
const STREAMED: Readonly<Record<number, ItemKind>> = {
  1: KINDS.i8,
  2: KINDS.i16,
  3: KINDS.i32,
  4: KINDS.i64,
  5: KINDS.f32,
  6: KINDS.i32,
  8: KINDS.f64,
  11: KINDS.u8,
  12: KINDS.u16,
  13: KINDS.u32,
  14: KINDS.u64,
  15: KINDS.u32,
  16: KINDS.i64,
  17: KINDS.u64,
  18: KINDS.bool,
};

const NAMED: Readonly<Record<string, ItemKind>> = {
  ...Object.fromEntries(['char', 'Char_t', 'signed char', 'int8_t'].map((name) => [name, KINDS.i8])),
  ...Object.fromEntries(['unsigned char', 'UChar_t', 'uint8_t'].map((name) => [name, KINDS.u8])),
  ...Object.fromEntries(['short', 'Short_t', 'int16_t'].map((name) => [name, KINDS.i16])),
  ...Object.fromEntries(['unsigned short', 'UShort_t', 'uint16_t'].map((name) => [name, KINDS.u16])),
  ...Object.fromEntries(['int', 'Int_t', 'int32_t'].map((name) => [name, KINDS.i32])),
  ...Object.fromEntries(['unsigned int', 'unsigned', 'UInt_t', 'uint32_t'].map((name) => [name, KINDS.u32])),
  ...Object.fromEntries(['long', 'Long_t', 'Long64_t', 'long long', 'int64_t'].map((name) => [name, KINDS.i64])),
  ...Object.fromEntries(['unsigned long', 'ULong_t', 'ULong64_t', 'unsigned long long', 'uint64_t'].map((name) => [name, KINDS.u64])),
  ...Object.fromEntries(['float', 'Float_t'].map((name) => [name, KINDS.f32])),
  ...Object.fromEntries(['double', 'Double_t'].map((name) => [name, KINDS.f64])),
  ...Object.fromEntries(['bool', 'Bool_t'].map((name) => [name, KINDS.bool])),
  ...Object.fromEntries(['string', 'std::string', 'TString'].map((name) => [name, KINDS.text])),
};

export function kindOfLeaf(className: string, isUnsigned: boolean): ItemKind | undefined {
  return LEAVES[className]?.[isUnsigned ? 1 : 0];
}

export function kindOfStreamed(type: number): ItemKind | undefined {
  return STREAMED[type];
}

/** The item of `vector<float>` and its like; undefined for a container of containers or of a class. */
export function kindOfContainer(className: string): ItemKind | undefined {
  const [, item] = /^(?:std::)?(?:vector|deque|list|set|multiset|ROOT::VecOps::RVec)<\s*([^<>,]+?)\s*(?:,.*)?>$/.exec(className) ?? [];
  return item === undefined ? undefined : NAMED[item];
}
