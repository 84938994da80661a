/** Builds what a server answers to COPY … TO STDOUT (FORMAT binary), byte by byte. */
export type WireValue = Buffer | null;

export function message(code: string, payload: Buffer): Buffer {
  const header = Buffer.alloc(5);
  header.write(code, 0, 'latin1');
  header.writeInt32BE(payload.length + 4, 1);
  return Buffer.concat([header, payload]);
}

export function copyHeader(flags = 0, extension = Buffer.alloc(0)): Buffer {
  const fixed = Buffer.alloc(19);
  fixed.write('PGCOPY\n\xff\r\n\0', 0, 'latin1');
  fixed.writeUInt32BE(flags, 11);
  fixed.writeInt32BE(extension.length, 15);
  return Buffer.concat([fixed, extension]);
}

export function copyRow(values: readonly WireValue[]): Buffer {
  const parts = [int16(values.length)];
  for (const value of values) parts.push(int32(value === null ? -1 : value.length), value ?? Buffer.alloc(0));
  return Buffer.concat(parts);
}

export function copyStream(width: number, rows: readonly (readonly WireValue[])[], tag = `COPY ${rows.length}`): Buffer {
  const [first, ...others] = [...rows.map(copyRow), int16(-1)];
  return Buffer.concat([
    message('H', Buffer.concat([Buffer.from([1]), int16(width), Buffer.alloc(2 * width, Buffer.from([0, 1]))])),
    message('d', Buffer.concat([copyHeader(), first])),
    ...others.map((row) => message('d', row)),
    message('c', Buffer.alloc(0)),
    message('C', Buffer.from(`${tag}\0`)),
    message('Z', Buffer.from('T')),
  ]);
}

export function serverError(fields: Readonly<Record<string, string>>): Buffer {
  return message('E', Buffer.concat([...Object.entries(fields).map(([code, text]) => Buffer.from(`${code}${text}\0`)), Buffer.alloc(1)]));
}

export function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

export function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

export function int64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes;
}

export function float64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes;
}
