import { Damage } from '../damage.ts';

/** A part of an RNTuple's descriptions that says its own length: a record, or a list of `items`. */
export interface Frame {
  readonly items: number;
  readonly end: number;
}

/** Reads RNTuple's little-endian envelopes, never beyond their end. */
export class LittleEndian {
  readonly #view: DataView;
  readonly #bytes: Uint8Array;
  readonly #what: string;
  at = 0;

  constructor(bytes: Uint8Array, what: string) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#what = what;
  }

  get left(): number {
    return this.#bytes.length - this.at;
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  i32(): number {
    return this.#view.getInt32(this.#take(4), true);
  }

  u64(): bigint {
    return this.#view.getBigUint64(this.#take(8), true);
  }

  i64(): bigint {
    return this.#view.getBigInt64(this.#take(8), true);
  }

  count(): number {
    const value = this.u64();
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new Damage(`${this.#what}: expected a count or a place, got ${value}`);
    return Number(value);
  }

  text(): string {
    const length = this.u32();
    const from = this.#take(length);
    return Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset + from, length).toString('utf8');
  }

  skip(length: number): void {
    this.#take(length);
  }

  record(): Frame {
    const from = this.at;
    const size = Number(this.i64());
    if (size < 8) throw new Damage(`${this.#what}: expected a record at byte ${from}, got one of ${size} bytes`);
    return this.#frame(from, size, 0);
  }

  /** A list whose items have at least `itemBytes` each. */
  list(itemBytes: number): Frame {
    const from = this.at;
    const size = -Number(this.i64());
    const items = this.u32();
    if (size < 12 || items * itemBytes > size) {
      throw new Damage(`${this.#what}: expected a list at byte ${from}, got ${items} items in ${size} bytes`);
    }
    return this.#frame(from, size, items);
  }

  /** Goes to the end of a frame; what a newer version wrote behind the known members is passed over. */
  leave({ end }: Frame): void {
    if (this.at > end) throw new Damage(`${this.#what}: a frame ends at byte ${end}, its members at ${this.at}`);
    this.at = end;
  }

  #frame(from: number, size: number, items: number): Frame {
    const end = from + size;
    if (end > this.#bytes.length) throw new Damage(`${this.#what}: a frame ends at byte ${end} of ${this.#bytes.length}`);
    return { items, end };
  }

  #take(length: number): number {
    const from = this.at;
    if (from + length > this.#bytes.length) {
      throw new Damage(`${this.#what}: expected ${length} bytes at byte ${from}, got ${this.#bytes.length - from}`);
    }
    this.at = from + length;
    return from;
  }
}
