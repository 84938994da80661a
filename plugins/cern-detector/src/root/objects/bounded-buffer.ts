import { type NdimHandle, type StreamedVersion, TBuffer, type TFile } from 'jsroot/io';
import { Damage, show } from '../damage.ts';
import { LIMITS } from '../limits.ts';
import { readBasketObject } from './basket-object.ts';

/** The bytes of one value, by jsroot's number of a basic type. */
const WIDTHS: Readonly<Record<number, number>> = { 1: 1, 2: 2, 4: 8, 5: 4, 8: 8, 11: 1, 12: 2, 14: 8, 16: 8, 17: 8, 18: 1, 65: 1 };

const LENGTH_MARK = 0x40000000;
const CLASS_MARK = 0x80000000;

/**
 * jsroot's buffer with what it lacks: it believes every count that it reads. Here a count must fit the bytes that are left,
 * nothing is read twice, and only `known` classes are read; others are skipped by their length.
 */
export class BoundedBuffer extends TBuffer {
  readonly #known: ReadonlySet<string>;
  readonly #bytes: Uint8Array;
  #steps: number;
  #depth = 0;

  constructor(bytes: Uint8Array, file: TFile, known: ReadonlySet<string>) {
    super(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, file);
    this.#known = known;
    this.#bytes = bytes;
    // Each object, text and array takes a byte at least; the rest is for empty base classes.
    this.#steps = 1000 + bytes.length * 4;
  }

  override classStreamer(object: object, className: string): object {
    this.#step();
    if (className === 'TBasket') {
      Object.assign(object, { _typename: className, basket: readBasketObject(this, this.#bytes) });
      return object;
    }
    if (!this.#known.has(className)) return this.#skip(object, className);
    if (++this.#depth > LIMITS.objectDepth) throw new Damage(`objects are nested more than ${LIMITS.objectDepth} deep`);
    super.classStreamer(object, className);
    this.#depth--;
    return object;
  }

  override readObjectAny(): unknown {
    this.#step();
    const from = this.o;
    const word = this.ntou4();
    this.o = from;
    const object = super.readObjectAny();
    if ((word & LENGTH_MARK) !== 0 && word < CLASS_MARK) {
      const end = from + 4 + (word & ~LENGTH_MARK);
      if (end < this.o || end > this.length) throw new Damage(`an object of ${word & ~LENGTH_MARK} bytes has other bytes`);
      // Its class may have been named within an object that was skipped.
      this.o = end;
    }
    return object;
  }

  override readTString(): string {
    this.#step();
    const from = this.o;
    const text = this.ntou1();
    const length = text === 255 ? this.ntou4() : text;
    this.refuseMore(length, 1);
    this.o = from;
    return super.readTString();
  }

  override readFastArray(count: number, kind: number): ArrayLike<number | bigint> {
    this.#step();
    this.refuseMore(count ?? 0, WIDTHS[kind] ?? 4);
    return super.readFastArray(count, kind);
  }

  override readNdimArray(handle: NdimHandle, read: (buffer: TBuffer, handle: NdimHandle) => unknown): unknown {
    const dimensions = handle.fArrayDim ?? 0;
    const cells = [handle.fArrayLength ?? 0, ...(handle.fMaxIndex ?? []).slice(0, Math.max(dimensions, 1))];
    const most = Math.max(
      ...cells,
      cells.slice(1).reduce((product, cell) => product * cell, 1),
    );
    if (dimensions > 5 || most > this.length || (dimensions > 1 && cells.slice(1).includes(0)))
      throw new Damage('an array of impossible size');
    return super.readNdimArray(handle, (buffer, inner) => {
      this.#step();
      return read(buffer, inner);
    });
  }

  override checkByteCount(version: StreamedVersion, where?: string): boolean {
    if (version.bytecnt !== undefined) {
      const end = version.off + version.bytecnt;
      if (end < this.o || end > this.length)
        throw new Damage(`an object${where ? ` ${show(where)}` : ''} of ${version.bytecnt} bytes has other bytes`);
    }
    return super.checkByteCount(version, where);
  }

  refuseMore(count: number, width: number): void {
    if (count >= 0 && count * width <= this.remain()) return;
    throw new Damage(`${count} values are declared where ${this.remain()} bytes are left`);
  }

  #step(): void {
    if (this.#steps-- <= 0) throw new Damage('the same bytes are read again and again');
  }

  #skip(object: object, className: string): object {
    Object.assign(object, { _typename: className, isSkipped: true });
    const version = this.readVersion();
    if (version.bytecnt === undefined) {
      throw new Damage(`an object of class ${show(className)} has no length, and its class is not read`, { kind: 'unsupported' });
    }
    this.checkByteCount({ ...version, val: version.val }, undefined);
    return object;
  }
}
