import { Damage } from '../damage.ts';

/** Reads ROOT's big-endian records, never beyond their end. */
export class BigEndian {
  readonly #view: DataView;
  readonly #bytes: Uint8Array;
  readonly #what: string;
  at: number;

  constructor(bytes: Uint8Array, what: string, at = 0) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#what = what;
    this.at = at;
  }

  get left(): number {
    return this.#bytes.length - this.at;
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2));
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4));
  }

  i32(): number {
    return this.#view.getInt32(this.#take(4));
  }

  /** A place or size in a file. */
  place(isLarge = true): number {
    if (!isLarge) return this.u32();
    const value = this.#view.getBigUint64(this.#take(8));
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new Damage(`${this.#what}: expected a place in the file, got ${value}`);
    return Number(value);
  }

  /** TString: a length of one byte, or 255 and four bytes. */
  text(): string {
    const short = this.u8();
    return this.bytes(short === 255 ? this.u32() : short).toString('latin1');
  }

  bytes(length: number): Buffer {
    const from = this.#take(length);
    return Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset + from, length);
  }

  skip(length: number): void {
    this.#take(length);
  }

  #take(length: number): number {
    const from = this.at;
    if (length < 0 || from + length > this.#bytes.length) {
      throw new Damage(`${this.#what}: expected ${length} bytes at byte ${from}, got ${Math.max(this.#bytes.length - from, 0)}`);
    }
    this.at = from + length;
    return from;
  }
}
