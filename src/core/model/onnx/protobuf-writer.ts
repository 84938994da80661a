const VARINT = 0;
const LENGTH_DELIMITED = 2;
const FIXED_32 = 5;

const encoder = new TextEncoder();

/** Writes the protobuf wire format (protobuf.dev/programming-guides/encoding), fields in call order: the same calls give the same bytes. */
export class ProtobufWriter {
  private buffer = new Uint8Array(256);
  private length = 0;

  /** An int64 or enum field; `value` is a safe integer. */
  writeInt(field: number, value: number): this {
    this.writeTag(field, VARINT);
    this.writeVarint(value);
    return this;
  }

  writeFloat(field: number, value: number): this {
    this.writeTag(field, FIXED_32);
    this.writeFloat32(value);
    return this;
  }

  writeBytes(field: number, bytes: Uint8Array): this {
    this.writeTag(field, LENGTH_DELIMITED);
    this.writeVarint(bytes.length);
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.length);
    this.length += bytes.length;
    return this;
  }

  writeString(field: number, text: string): this {
    return this.writeBytes(field, encoder.encode(text));
  }

  writeMessage(field: number, message: ProtobufWriter): this {
    return this.writeBytes(field, message.finish());
  }

  /** A repeated int64 field, packed. */
  writePackedInts(field: number, values: ArrayLike<number>): this {
    const packed = new ProtobufWriter();
    for (let i = 0; i < values.length; i++) packed.writeVarint(values[i]);
    return this.writeMessage(field, packed);
  }

  /** A repeated float field, packed. */
  writePackedFloats(field: number, values: ArrayLike<number>): this {
    const packed = new ProtobufWriter();
    for (let i = 0; i < values.length; i++) packed.writeFloat32(values[i]);
    return this.writeMessage(field, packed);
  }

  /** A repeated double field, packed. */
  writePackedDoubles(field: number, values: ArrayLike<number>): this {
    const packed = new ProtobufWriter();
    for (let i = 0; i < values.length; i++) packed.writeFloat64(values[i]);
    return this.writeMessage(field, packed);
  }

  /** The bytes written so far: a view that later writes may change. */
  finish(): Uint8Array {
    return this.buffer.subarray(0, this.length);
  }

  private writeTag(field: number, wireType: number): void {
    this.writeVarint(field * 8 + wireType);
  }

  private writeVarint(value: number): void {
    this.reserve(10);
    if (value < 0) {
      // 64-bit two's complement: always ten bytes.
      let rest = BigInt.asUintN(64, BigInt(value));
      for (; rest > 127n; rest >>= 7n) this.buffer[this.length++] = Number(rest & 127n) | 128;
      this.buffer[this.length++] = Number(rest);
      return;
    }
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) this.buffer[this.length++] = (rest % 128) | 128;
    this.buffer[this.length++] = rest;
  }

  private writeFloat32(value: number): void {
    this.reserve(4);
    new DataView(this.buffer.buffer).setFloat32(this.length, value, true);
    this.length += 4;
  }

  private writeFloat64(value: number): void {
    this.reserve(8);
    new DataView(this.buffer.buffer).setFloat64(this.length, value, true);
    this.length += 8;
  }

  private reserve(extra: number): void {
    if (this.length + extra <= this.buffer.length) return;
    const larger = new Uint8Array(Math.max(this.buffer.length * 2, this.length + extra));
    larger.set(this.finish());
    this.buffer = larger;
  }
}
