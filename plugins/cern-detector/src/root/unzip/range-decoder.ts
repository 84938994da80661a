/** The range decoder of LZMA (LzmaSpec.cpp): 11-bit probabilities that adapt by 1/32. */
export class RangeDecoder {
  #bytes = new Uint8Array(0);
  #at = 0;
  #end = 0;
  #range = 0;
  #code = 0;

  start(bytes: Uint8Array<ArrayBufferLike>, at: number, end: number): void {
    if (end - at < 5) throw new Error('cut in a chunk');
    this.#bytes = bytes as Uint8Array<ArrayBuffer>;
    this.#at = at + 5;
    this.#end = end;
    this.#range = 0xffffffff;
    this.#code = ((bytes[at + 1] << 24) | (bytes[at + 2] << 16) | (bytes[at + 3] << 8) | bytes[at + 4]) >>> 0;
  }

  bit(models: Uint16Array, index: number): number {
    const model = models[index];
    const bound = (this.#range >>> 11) * model;
    let bit: number;
    if (this.#code < bound) {
      this.#range = bound;
      models[index] = model + ((2048 - model) >> 5);
      bit = 0;
    } else {
      this.#range -= bound;
      this.#code -= bound;
      models[index] = model - (model >> 5);
      bit = 1;
    }
    if (this.#range < 0x1000000) this.#shift();
    return bit;
  }

  tree(models: Uint16Array, base: number, bits: number): number {
    let symbol = 1;
    for (let left = bits; left > 0; left--) symbol = (symbol << 1) | this.bit(models, base + symbol);
    return symbol - (1 << bits);
  }

  reverseTree(models: Uint16Array, base: number, bits: number): number {
    let node = 1;
    let symbol = 0;
    for (let index = 0; index < bits; index++) {
      const bit = this.bit(models, base + node);
      node = (node << 1) | bit;
      symbol |= bit << index;
    }
    return symbol;
  }

  direct(bits: number): number {
    let value = 0;
    for (let left = bits; left > 0; left--) {
      this.#range >>>= 1;
      const bit = this.#code >= this.#range ? 1 : 0;
      if (bit) this.#code -= this.#range;
      value = value * 2 + bit;
      if (this.#range < 0x1000000) this.#shift();
    }
    return value;
  }

  #shift(): void {
    if (this.#at >= this.#end) throw new Error('cut in a chunk');
    this.#range = (this.#range << 8) >>> 0;
    this.#code = ((this.#code << 8) | this.#bytes[this.#at++]) >>> 0;
  }
}
