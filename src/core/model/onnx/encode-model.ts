import { ProtobufWriter } from './protobuf-writer.ts';

/** What an attribute may hold: a float is `{float}`, since 1 alone would not say which number type it is; `{graph}` is the body of a loop. */
export type OnnxAttribute =
  | number
  | string
  | { readonly float: number }
  | { readonly graph: OnnxGraph }
  | Int32Array
  | Uint32Array
  | Float32Array
  | readonly string[];

export interface OnnxNode {
  readonly operator: string;
  /** Empty for the standard operators, `ai.onnx.ml` for the classic machine learning ones. */
  readonly domain?: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
}

/** A tensor: its name and dimensions; a string is a dimension known at run time only. */
export interface OnnxValue {
  readonly name: string;
  readonly shape: readonly (number | string)[];
  /** Default: float. */
  readonly type?: 'float' | 'double';
}

export interface OnnxConstant {
  readonly name: string;
  readonly shape: readonly number[];
  /** Float32Array is float, Float64Array double, Int32Array int64. */
  readonly values: Float32Array | Float64Array | Int32Array;
}

export interface OnnxGraph {
  readonly name: string;
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly constants: readonly OnnxConstant[];
  readonly nodes: readonly OnnxNode[];
}

/** What one part of a graph adds to it. */
export interface GraphPart {
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxConstant[];
}

// IR 8 with opsets 15 and ai.onnx.ml 3 (ONNX 1.10 to 1.12): read by every runtime since 2021. Field numbers: onnx/onnx.proto.
const IR_VERSION = 8;
const OPSET = 15;
const ML_OPSET = 3;
const FLOAT = 1;
const INT64 = 7;
const DOUBLE = 11;
const ATTRIBUTE = { float: 1, int: 2, string: 3, graph: 5, floats: 6, ints: 7, strings: 8 };

/** The bytes of an ONNX model; they depend on the graph alone (no version, no time). */
export function encodeModel(graph: OnnxGraph): Uint8Array {
  return new ProtobufWriter()
    .writeInt(1, IR_VERSION)
    .writeString(2, 'oads')
    .writeMessage(7, encodeGraph(graph))
    .writeMessage(8, new ProtobufWriter().writeString(1, '').writeInt(2, OPSET))
    .writeMessage(8, new ProtobufWriter().writeString(1, 'ai.onnx.ml').writeInt(2, ML_OPSET))
    .finish()
    .slice();
}

function encodeGraph(graph: OnnxGraph): ProtobufWriter {
  const writer = new ProtobufWriter();
  graph.nodes.forEach((node, index) => {
    writer.writeMessage(1, encodeNode(node, index));
  });
  writer.writeString(2, graph.name);
  for (const constant of graph.constants) writer.writeMessage(5, encodeConstant(constant));
  for (const input of graph.inputs) writer.writeMessage(11, encodeValue(input));
  for (const output of graph.outputs) writer.writeMessage(12, encodeValue(output));
  return writer;
}

function encodeNode(node: OnnxNode, index: number): ProtobufWriter {
  const writer = new ProtobufWriter();
  for (const input of node.inputs) writer.writeString(1, input);
  for (const output of node.outputs) writer.writeString(2, output);
  writer.writeString(3, `${node.operator}_${index}`).writeString(4, node.operator);
  for (const [name, value] of Object.entries(node.attributes ?? {})) writer.writeMessage(5, encodeAttribute(name, value));
  if (node.domain) writer.writeString(7, node.domain);
  return writer;
}

function encodeAttribute(name: string, value: OnnxAttribute): ProtobufWriter {
  const writer = new ProtobufWriter().writeString(1, name);
  if (typeof value === 'number') return writer.writeInt(3, value).writeInt(20, ATTRIBUTE.int);
  if (typeof value === 'string') return writer.writeString(4, value).writeInt(20, ATTRIBUTE.string);
  if (value instanceof Float32Array) return writer.writePackedFloats(7, value).writeInt(20, ATTRIBUTE.floats);
  if (value instanceof Int32Array || value instanceof Uint32Array) return writer.writePackedInts(8, value).writeInt(20, ATTRIBUTE.ints);
  if ('float' in value) return writer.writeFloat(2, value.float).writeInt(20, ATTRIBUTE.float);
  if ('graph' in value) return writer.writeMessage(6, encodeGraph(value.graph)).writeInt(20, ATTRIBUTE.graph);
  for (const text of value) writer.writeString(9, text);
  return writer.writeInt(20, ATTRIBUTE.strings);
}

function encodeConstant({ name, shape, values }: OnnxConstant): ProtobufWriter {
  const writer = new ProtobufWriter().writePackedInts(1, shape);
  if (values instanceof Float64Array) writer.writeInt(2, DOUBLE).writePackedDoubles(10, values);
  else if (values instanceof Int32Array) writer.writeInt(2, INT64).writePackedInts(7, values);
  else writer.writeInt(2, FLOAT).writePackedFloats(4, values);
  return writer.writeString(8, name);
}

function encodeValue({ name, shape, type = 'float' }: OnnxValue): ProtobufWriter {
  const dimensions = new ProtobufWriter();
  for (const size of shape) {
    const dimension = new ProtobufWriter();
    dimensions.writeMessage(1, typeof size === 'number' ? dimension.writeInt(1, size) : dimension.writeString(2, size));
  }
  const tensor = new ProtobufWriter().writeInt(1, type === 'double' ? DOUBLE : FLOAT).writeMessage(2, dimensions);
  return new ProtobufWriter().writeString(1, name).writeMessage(2, new ProtobufWriter().writeMessage(1, tensor));
}
