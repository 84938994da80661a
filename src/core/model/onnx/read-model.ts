import { readFields, readPackedInts } from './protobuf-reader.ts';

/** As much of a node as reading a detector back needs. */
export interface ReadNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  numbers(attribute: string): readonly number[];
  texts(attribute: string): readonly string[];
}

/** A graph as it lies in a file: what is not asked for is not decoded. */
export interface ReadModel {
  readonly nodes: readonly ReadNode[];
  /** The values of an initializer, whatever its shape. */
  tensor(name: string): ArrayLike<number> | undefined;
}

const decoder = new TextDecoder();
// Field numbers: onnx/onnx.proto.
const FLOAT = 1;
const INT32 = 6;
const INT64 = 7;
const DOUBLE = 11;

/** Reads the nodes and initializers of an ONNX model. Throws RangeError for bytes that are none. */
export function readModel(bytes: Uint8Array): ReadModel {
  const nodes: ReadNode[] = [];
  const tensors = new Map<string, Uint8Array>();
  for (const model of readFields(bytes)) {
    if (model.field !== 7) continue;
    for (const { field, bytes: part } of readFields(model.bytes)) {
      if (field === 1) nodes.push(readNode(part));
      if (field === 5) tensors.set(nameOf(part, 8), part);
    }
  }
  return {
    nodes,
    tensor: (name) => {
      const tensor = tensors.get(name);
      return tensor && readTensor(tensor);
    },
  };
}

function readNode(bytes: Uint8Array): ReadNode {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, Uint8Array>();
  let operator = '';
  for (const { field, bytes: value } of readFields(bytes)) {
    if (field === 1) inputs.push(decoder.decode(value));
    else if (field === 2) outputs.push(decoder.decode(value));
    else if (field === 4) operator = decoder.decode(value);
    else if (field === 5) attributes.set(nameOf(value, 1), value);
  }
  return {
    operator,
    inputs,
    outputs,
    numbers: (name) => readNumbers(attributes.get(name)),
    texts: (name) => {
      const attribute = attributes.get(name);
      if (!attribute) return [];
      const decode = decodeRepeated();
      return [...readFields(attribute)].filter(({ field }) => field === 4 || field === 9).map(({ bytes }) => decode(bytes));
    },
  };
}

/** For lists in which few texts come again and again: of each length, the last one is at hand. */
function decodeRepeated(): (bytes: Uint8Array) => string {
  const known = new Map<number, { bytes: Uint8Array; text: string }>();
  return (bytes) => {
    const last = known.get(bytes.length);
    if (last && Buffer.compare(last.bytes, bytes) === 0) return last.text;
    const text = decoder.decode(bytes);
    known.set(bytes.length, { bytes, text });
    return text;
  };
}

function nameOf(message: Uint8Array, nameField: number): string {
  for (const { field, bytes } of readFields(message)) if (field === nameField) return decoder.decode(bytes);
  return '';
}

/** Lists are packed or not, as the writer's protobuf version has it: each entry is one field, or all are in one. */
function readNumbers(attribute: Uint8Array | undefined): number[] {
  const values: number[] = [];
  for (const { field, int, bytes } of attribute ? readFields(attribute) : []) {
    if (field === 2 || field === 7) append(values, toFloats(bytes, 4));
    else if (field === 3 || field === 8) append(values, int === undefined ? readPackedInts(bytes) : [int]);
  }
  return values;
}

function readTensor(bytes: Uint8Array): ArrayLike<number> {
  let type = 0;
  let raw: Uint8Array | undefined;
  const values: number[] = [];
  for (const { field, int, bytes: part } of readFields(bytes)) {
    if (field === 2) type = int ?? 0;
    else if (field === 4) append(values, toFloats(part, 4));
    else if (field === 10) append(values, toFloats(part, 8));
    else if (field === 5 || field === 7) append(values, int === undefined ? readPackedInts(part) : [int]);
    else if (field === 9) raw = part;
  }
  if (!raw) return values;
  if (type === FLOAT) return toFloats(raw, 4);
  if (type === DOUBLE) return toFloats(raw, 8);
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  if (type === INT32) return Array.from({ length: raw.length / 4 }, (_, i) => view.getInt32(4 * i, true));
  if (type === INT64) return Array.from({ length: raw.length / 8 }, (_, i) => Number(view.getBigInt64(8 * i, true)));
  return [];
}

function append(values: number[], more: ArrayLike<number>): void {
  for (let i = 0; i < more.length; i++) values.push(more[i]);
}

function toFloats(bytes: Uint8Array, size: 4 | 8): Float32Array | Float64Array {
  const own = new Uint8Array(bytes).buffer; // a copy, since a Buffer's slice is none, and aligned
  return size === 4 ? new Float32Array(own) : new Float64Array(own);
}
