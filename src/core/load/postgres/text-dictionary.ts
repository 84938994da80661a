import { SourceError } from '../../errors.ts';

const SLOTS = 8192;
const SLOT_BYTES = 32;

/**
 * Turns the UTF-8 bytes of a column's values into dictionary codes, one dictionary a batch. Short values go
 * through a cache keyed by a hash of their bytes, so that a string is built only on a miss.
 */
export class TextDictionary {
  readonly #name: string;
  readonly #decode: (bytes: Buffer, start: number, end: number) => string;
  readonly #slotBytes = new Uint8Array(SLOTS * SLOT_BYTES);
  /** Byte length of the value in the slot, -1 when empty. */
  readonly #slotLengths = new Int8Array(SLOTS).fill(-1);
  readonly #slotCodes = new Uint32Array(SLOTS);
  readonly #codes = new Map<string, number>();
  #values: string[] = [];

  constructor(name: string, wire: 'text' | 'uuid') {
    this.#name = name;
    this.#decode = wire === 'uuid' ? formatUuid : (bytes, start, end) => this.#decodeUtf8(bytes, start, end);
  }

  encode(bytes: Buffer, start: number, end: number): number {
    const length = end - start;
    if (length > SLOT_BYTES) return this.#add(this.#decode(bytes, start, end));
    // FNV-1a (Fowler, Noll, Vo 1991), folded to the number of slots.
    let hash = 0x811c9dc5;
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at], 0x01000193);
    const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    if (this.#holds(slot, bytes, start, length)) return this.#slotCodes[slot];
    // A second place halves the misses when there are about as many values as slots.
    const second = slot ^ 1;
    if (this.#holds(second, bytes, start, length)) return this.#slotCodes[second];
    const code = this.#add(this.#decode(bytes, start, end));
    this.#put(this.#slotLengths[slot] === -1 ? slot : second, bytes, start, length, code);
    return code;
  }

  /** Hands over the values in the order of their codes and starts anew. */
  take(): string[] {
    const values = this.#values;
    this.#values = [];
    this.#codes.clear();
    this.#slotLengths.fill(-1);
    return values;
  }

  #holds(slot: number, bytes: Buffer, start: number, length: number): boolean {
    if (this.#slotLengths[slot] !== length) return false;
    const base = slot * SLOT_BYTES;
    let same = 0;
    while (same < length && this.#slotBytes[base + same] === bytes[start + same]) same++;
    return same === length;
  }

  #put(slot: number, bytes: Buffer, start: number, length: number, code: number): void {
    const base = slot * SLOT_BYTES;
    for (let at = 0; at < length; at++) this.#slotBytes[base + at] = bytes[start + at];
    this.#slotLengths[slot] = length;
    this.#slotCodes[slot] = code;
  }

  #add(value: string): number {
    const known = this.#codes.get(value);
    if (known !== undefined) return known;
    const code = this.#values.length;
    this.#codes.set(value, code);
    this.#values.push(value);
    return code;
  }

  #decodeUtf8(bytes: Buffer, start: number, end: number): string {
    const text = bytes.toString('utf8', start, end);
    // Bytes that are no UTF-8 become U+FFFD, which would merge different values silently.
    if (text.includes('\uFFFD') && !Buffer.from(text, 'utf8').equals(bytes.subarray(start, end))) {
      throw new SourceError('OADS_SOURCE_ENCODING', `expected UTF-8 text in column "${this.#name}", got other bytes`, {
        hint: "convert the column in a `query`, e.g. convert_from(column::bytea, 'LATIN1')",
      });
    }
    return text;
  }
}

/** Canonical lower case, 8-4-4-4-12. */
function formatUuid(bytes: Buffer, start: number): string {
  const hex = bytes.toString('hex', start, start + 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
