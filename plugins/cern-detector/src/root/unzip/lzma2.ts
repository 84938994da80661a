import { RangeDecoder } from './range-decoder.ts';

const HALF = 1024;
const STATES = 12;
const POSITION_STATES = 16;

/** LZMA2 after the reference decoder of the LZMA SDK (LzmaSpec.cpp) and xz's lzma2_decoder.c. Its dictionary is the output itself. */
export class Lzma2 {
  readonly #out: Uint8Array;
  written = 0;
  #dictionaryStart = 0;
  #coder = new RangeDecoder();
  #lc = 0;
  #lpMask = 0;
  #pbMask = 0;
  #hasProperties = false;
  #state = 0;
  #reps = [0, 0, 0, 0];
  #literal = new Uint16Array(0);
  readonly #isMatch = new Uint16Array(STATES * POSITION_STATES);
  readonly #isRep = new Uint16Array(STATES);
  readonly #isRepG0 = new Uint16Array(STATES);
  readonly #isRepG1 = new Uint16Array(STATES);
  readonly #isRepG2 = new Uint16Array(STATES);
  readonly #isRep0Long = new Uint16Array(STATES * POSITION_STATES);
  readonly #slots = new Uint16Array(4 * 64);
  readonly #special = new Uint16Array(128);
  readonly #align = new Uint16Array(16);
  readonly #matchLength = new Uint16Array(2 + 2 * 16 * 8 + 256);
  readonly #repLength = new Uint16Array(2 + 2 * 16 * 8 + 256);

  constructor(out: Uint8Array) {
    this.#out = out;
  }

  /** Decodes chunks from `at` to their end mark; gives the place after it. Throws Error where they contradict themselves. */
  decode(packed: Uint8Array, at: number): number {
    let from = at;
    while (true) {
      if (from >= packed.length) throw new Error('cut before a chunk');
      const control = packed[from];
      if (control === 0) return from + 1;
      if (from + 6 > packed.length) throw new Error('cut in a chunk');
      if (control === 1 || control >= 0xe0) this.#dictionaryStart = this.written;
      if (control < 0x80) {
        if (control > 2) throw new Error('a chunk of unknown kind');
        const size = ((packed[from + 1] << 8) | packed[from + 2]) + 1;
        from += 3;
        this.#refuseMore(size);
        if (from + size > packed.length) throw new Error('cut in a stored chunk');
        this.#out.set(packed.subarray(from, from + size), this.written);
        this.written += size;
        from += size;
        continue;
      }
      const size = (((control & 0x1f) << 16) | (packed[from + 1] << 8) | packed[from + 2]) + 1;
      const packedSize = ((packed[from + 3] << 8) | packed[from + 4]) + 1;
      from += 5;
      if (control >= 0xc0) this.#setProperties(packed[from++]);
      else if (!this.#hasProperties) throw new Error('a chunk without properties');
      if (control >= 0xa0) this.#resetState();
      this.#refuseMore(size);
      if (from + packedSize > packed.length) throw new Error('cut in a chunk');
      this.#coder.start(packed, from, from + packedSize);
      this.#decodeChunk(this.written + size);
      from += packedSize;
    }
  }

  #refuseMore(size: number): void {
    if (this.written + size > this.#out.length) throw new Error('more bytes than declared');
  }

  #setProperties(byte: number): void {
    if (byte >= 9 * 5 * 5) throw new Error('impossible properties');
    const lp = Math.floor(byte / 9) % 5;
    this.#lc = byte % 9;
    if (this.#lc + lp > 4) throw new Error('impossible properties');
    this.#lpMask = (1 << lp) - 1;
    this.#pbMask = (1 << Math.floor(byte / 45)) - 1;
    this.#literal = new Uint16Array(0x300 << (this.#lc + lp));
    this.#hasProperties = true;
  }

  #resetState(): void {
    this.#state = 0;
    this.#reps = [0, 0, 0, 0];
    for (const models of [
      this.#literal,
      this.#isMatch,
      this.#isRep,
      this.#isRepG0,
      this.#isRepG1,
      this.#isRepG2,
      this.#isRep0Long,
      this.#slots,
      this.#special,
      this.#align,
      this.#matchLength,
      this.#repLength,
    ])
      models.fill(HALF);
  }

  #decodeChunk(end: number): void {
    const coder = this.#coder;
    while (this.written < end) {
      const position = this.written & this.#pbMask;
      if (coder.bit(this.#isMatch, this.#state * POSITION_STATES + position) === 0) {
        this.#decodeLiteral();
        continue;
      }
      let length: number;
      if (coder.bit(this.#isRep, this.#state) === 0) {
        this.#reps = [0, this.#reps[0], this.#reps[1], this.#reps[2]];
        length = this.#decodeLength(this.#matchLength, position);
        this.#state = this.#state < 7 ? 7 : 10;
        this.#reps[0] = this.#decodeDistance(length);
      } else {
        if (coder.bit(this.#isRepG0, this.#state) === 0) {
          if (coder.bit(this.#isRep0Long, this.#state * POSITION_STATES + position) === 0) {
            this.#state = this.#state < 7 ? 9 : 11;
            this.#copy(1, end);
            continue;
          }
        } else this.#rotateReps();
        length = this.#decodeLength(this.#repLength, position);
        this.#state = this.#state < 7 ? 8 : 11;
      }
      this.#copy(length + 2, end);
    }
  }

  #rotateReps(): void {
    const [first, second, third, fourth] = this.#reps;
    if (this.#coder.bit(this.#isRepG1, this.#state) === 0) this.#reps = [second, first, third, fourth];
    else if (this.#coder.bit(this.#isRepG2, this.#state) === 0) this.#reps = [third, first, second, fourth];
    else this.#reps = [fourth, first, second, third];
  }

  #copy(length: number, end: number): void {
    const distance = this.#reps[0] + 1;
    if (distance > this.written - this.#dictionaryStart || this.written + length > end) throw new Error('a copy from outside');
    for (let left = length; left > 0; left--) {
      this.#out[this.written] = this.#out[this.written - distance];
      this.written++;
    }
  }

  #decodeLiteral(): void {
    const coder = this.#coder;
    const before = this.written > this.#dictionaryStart ? this.#out[this.written - 1] : 0;
    const base = 0x300 * (((this.written & this.#lpMask) << this.#lc) + (before >> (8 - this.#lc)));
    let symbol = 1;
    if (this.#state >= 7) {
      const distance = this.#reps[0] + 1;
      if (distance > this.written - this.#dictionaryStart) throw new Error('a copy from outside');
      let match = this.#out[this.written - distance];
      do {
        const matchBit = (match >> 7) & 1;
        match <<= 1;
        const bit = coder.bit(this.#literal, base + ((1 + matchBit) << 8) + symbol);
        symbol = (symbol << 1) | bit;
        if (matchBit !== bit) break;
      } while (symbol < 0x100);
    }
    while (symbol < 0x100) symbol = (symbol << 1) | coder.bit(this.#literal, base + symbol);
    this.#out[this.written++] = symbol;
    this.#state = this.#state < 4 ? 0 : this.#state < 10 ? this.#state - 3 : this.#state - 6;
  }

  /** The models of a length: choice, choice2, then 16 low trees, 16 middle trees, one high tree. */
  #decodeLength(models: Uint16Array, position: number): number {
    const coder = this.#coder;
    if (coder.bit(models, 0) === 0) return coder.tree(models, 2 + position * 8, 3);
    if (coder.bit(models, 1) === 0) return 8 + coder.tree(models, 2 + 128 + position * 8, 3);
    return 16 + coder.tree(models, 2 + 256, 8);
  }

  #decodeDistance(length: number): number {
    const coder = this.#coder;
    const slot = coder.tree(this.#slots, Math.min(length, 3) * 64, 6);
    if (slot < 4) return slot;
    const bits = (slot >> 1) - 1;
    const base = ((2 | (slot & 1)) << bits) >>> 0;
    if (slot < 14) return base + coder.reverseTree(this.#special, base - slot, bits);
    const distance = base + coder.direct(bits - 4) * 16 + coder.reverseTree(this.#align, 0, 4);
    if (distance >= 0xffffffff) throw new Error('an end mark');
    return distance;
  }
}
