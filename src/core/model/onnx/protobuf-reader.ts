/** One field of a message: `int` for varints alone (as far as a double holds them), `bytes` for all others, fixed-width ones included. */
export interface ProtobufField {
  readonly field: number;
  readonly int?: number;
  readonly bytes: Uint8Array;
}

const NOTHING = new Uint8Array(0);

/** The fields of a message in the protobuf wire format, in their order; nothing is copied. Throws RangeError where it is cut. */
export function* readFields(message: Uint8Array): Generator<ProtobufField> {
  const cursor = { at: 0 };
  const take = (length: number): Uint8Array => {
    if (length > message.length - cursor.at) throw new RangeError('the message is cut');
    cursor.at += length;
    return message.subarray(cursor.at - length, cursor.at);
  };
  while (cursor.at < message.length) {
    const tag = readVarint(message, cursor);
    const field = Math.floor(tag / 8);
    const wireType = tag % 8;
    if (wireType === 0) yield { field, int: readVarint(message, cursor), bytes: NOTHING };
    else if (wireType === 1) yield { field, bytes: take(8) };
    else if (wireType === 2) yield { field, bytes: take(readVarint(message, cursor)) };
    else if (wireType === 5) yield { field, bytes: take(4) };
    else throw new RangeError(`wire type ${wireType} is not known`);
  }
}

/** Varints one after the other. */
export function readPackedInts(bytes: Uint8Array): number[] {
  const cursor = { at: 0 };
  const values: number[] = [];
  while (cursor.at < bytes.length) values.push(readVarint(bytes, cursor));
  return values;
}

/** Of 64 bits in two's complement, as a number. */
function readVarint(bytes: Uint8Array, cursor: { at: number }): number {
  const start = cursor.at;
  let value = 0;
  let scale = 1;
  for (let length = 1; length <= 10; length++) {
    if (cursor.at >= bytes.length) throw new RangeError('the message is cut');
    const byte = bytes[cursor.at++];
    value += (byte & 127) * scale;
    if (byte < 128) return length < 8 ? value : readLong(bytes.subarray(start, cursor.at));
    scale *= 128;
  }
  throw new RangeError('a varint is longer than ten bytes');
}

/** A double would lose the last bits on the way to the sign. */
function readLong(bytes: Uint8Array): number {
  return Number(
    BigInt.asIntN(
      64,
      bytes.reduceRight((value, byte) => (value << 7n) | BigInt(byte & 127), 0n),
    ),
  );
}
