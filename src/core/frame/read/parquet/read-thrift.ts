/** A field of a Thrift struct; integers are numbers, which are exact up to 2^53. */
export type ThriftValue = number | boolean | Buffer | readonly ThriftValue[] | ThriftStruct;
export type ThriftStruct = ReadonlyMap<number, ThriftValue>;

const MAX_DEPTH = 32;

/**
 * The struct that starts at `offset`, and where it ends. Throws Error where the bytes are none, or end early.
 * Source: Apache Thrift, compact protocol. Maps, which Parquet's metadata do not use, are refused.
 */
export function readThriftStruct(bytes: Buffer, offset = 0): { struct: ThriftStruct; end: number } {
  let position = offset;

  function readVarint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes.readUInt8(position++);
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      if (scale > 2 ** 56) throw new Error('a number that is too long');
    }
  }

  function readInteger(): number {
    const zigzag = readVarint();
    return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
  }

  function readValue(type: number, depth: number): ThriftValue {
    switch (type) {
      case 1:
      case 2:
        return type === 1;
      case 3:
        return bytes.readInt8(position++);
      case 4:
      case 5:
      case 6:
        return readInteger();
      case 7:
        position += 8;
        return bytes.readDoubleLE(position - 8);
      case 8: {
        const length = readVarint();
        if (position + length > bytes.length) throw new Error('text that ends late');
        position += length;
        return bytes.subarray(position - length, position);
      }
      case 9:
      case 10: {
        const head = bytes.readUInt8(position++);
        const length = head >> 4 === 15 ? readVarint() : head >> 4;
        if (length > bytes.length) throw new Error('a list that ends late');
        const itemType = head & 15;
        // In a list a boolean takes a byte of its own.
        const isBoolean = itemType === 1 || itemType === 2;
        return Array.from({ length }, () => (isBoolean ? bytes.readUInt8(position++) === 1 : readValue(itemType, depth + 1)));
      }
      case 12:
        return readFields(depth + 1);
      default:
        throw new Error(`a value of the unknown type ${type}`);
    }
  }

  function readFields(depth: number): ThriftStruct {
    if (depth > MAX_DEPTH) throw new Error('structs within structs without end');
    const struct = new Map<number, ThriftValue>();
    for (let id = 0; ; ) {
      const head = bytes.readUInt8(position++);
      if (head === 0) return struct;
      id = head >> 4 === 0 ? readInteger() : id + (head >> 4);
      struct.set(id, readValue(head & 15, depth));
    }
  }

  const struct = readFields(0);
  return { struct, end: position };
}
