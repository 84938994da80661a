import { Damage } from '../damage.ts';
import type { Values } from '../table/table.ts';
import type { Encoding } from './encodings.ts';

/** Bytes of a page with this many elements, unpacked. */
export function pageBytes(encoding: Encoding, elements: number): number {
  return encoding.bytes === 0 ? Math.ceil(elements / 8) : encoding.bytes * elements;
}

/** The elements of one page. Each page is split, and counts its differences, on its own. */
export function decodePage(page: Uint8Array, encoding: Encoding, elements: number): Values {
  if (page.length !== pageBytes(encoding, elements)) throw new Damage(`a page of ${page.length} bytes for ${elements} elements`);
  const width = encoding.bytes;
  const raw = new Uint8Array(width === 0 ? elements : page.length);
  if (width === 0) {
    for (let index = 0; index < elements; index++) raw[index] = (page[index >> 3] >> (index & 7)) & 1;
  } else if (encoding.isSplit) {
    for (let byte = 0; byte < width; byte++) {
      const from = byte * elements;
      for (let index = 0; index < elements; index++) raw[index * width + byte] = page[from + index];
    }
  } else raw.set(page);
  const values = encoding.wrap(raw.buffer);
  if (encoding.isZigzag) undoZigzag(values);
  if (encoding.isDelta) sumUp(values);
  return values;
}

function undoZigzag(values: Values): void {
  if (values instanceof BigInt64Array) {
    const unsigned = new BigUint64Array(values.buffer);
    for (let index = 0; index < values.length; index++)
      values[index] = BigInt.asIntN(64, (unsigned[index] >> 1n) ^ -(unsigned[index] & 1n));
  } else if (values instanceof Int32Array) {
    for (let index = 0; index < values.length; index++) values[index] = (values[index] >>> 1) ^ -(values[index] & 1);
  } else if (values instanceof Int16Array) {
    for (let index = 0; index < values.length; index++) values[index] = ((values[index] & 0xffff) >>> 1) ^ -(values[index] & 1);
  }
}

function sumUp(values: Values): void {
  if (values instanceof BigUint64Array) for (let index = 1; index < values.length; index++) values[index] += values[index - 1];
  else if (values instanceof Uint32Array) for (let index = 1; index < values.length; index++) values[index] += values[index - 1];
}
