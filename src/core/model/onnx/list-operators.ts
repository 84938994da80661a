import { readFields } from './protobuf-reader.ts';

const decoder = new TextDecoder();
// Field numbers: onnx/onnx.proto.
const MODEL = { graph: 7, function: 25 };
const GRAPH_NODE = 1;
const FUNCTION_NODE = 7;
const NODE = { operator: 4, attribute: 5 };
const ATTRIBUTE = { graph: 6, graphs: 11 };

/** The names of all operators in a model, in graphs within graphs and in its own functions too. Throws RangeError for bytes that are none. */
export function listOperators(model: Uint8Array): Set<string> {
  const operators = new Set<string>();
  for (const { field, bytes } of readFields(model)) {
    if (field === MODEL.graph) addNodes(bytes, GRAPH_NODE, operators);
    if (field === MODEL.function) addNodes(bytes, FUNCTION_NODE, operators);
  }
  return operators;
}

function addNodes(message: Uint8Array, nodeField: number, operators: Set<string>): void {
  for (const { field, bytes: node } of readFields(message)) {
    if (field !== nodeField) continue;
    for (const { field: part, bytes } of readFields(node)) {
      if (part === NODE.operator) operators.add(decoder.decode(bytes));
      if (part !== NODE.attribute) continue;
      for (const { field: kind, bytes: body } of readFields(bytes))
        if (kind === ATTRIBUTE.graph || kind === ATTRIBUTE.graphs) addNodes(body, GRAPH_NODE, operators);
    }
  }
}
