import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeModel, type OnnxGraph, type OnnxNode } from '../../../../src/core/model/onnx/encode-model.ts';
import { listOperators } from '../../../../src/core/model/onnx/list-operators.ts';
import { ProtobufWriter } from '../../../../src/core/model/onnx/protobuf-writer.ts';
import { readSklearnModel } from '../reasons/sklearn-forest.ts';

const test = suite('model/onnx/list-operators');

const graphOf = (nodes: readonly OnnxNode[]): OnnxGraph => ({ name: 'g', inputs: [], outputs: [], constants: [], nodes });
const node = (operator: string, attributes: OnnxNode['attributes'] = {}): OnnxNode => ({
  operator,
  inputs: [],
  outputs: ['y'],
  attributes,
});

test('operators of the graph, of graphs within it at any depth, and of both branches', () => {
  const inner = graphOf([node('Scan', { body: { graph: graphOf([node('Abs')]) } })]);
  const bytes = encodeModel(graphOf([node('If', { then_branch: { graph: inner }, else_branch: { graph: graphOf([node('Neg')]) } })]));
  assert.equal([...listOperators(bytes)].sort(), ['Abs', 'If', 'Neg', 'Scan']);
  assert.ok(listOperators(readSklearnModel()).has('Gather'));
});

test('operators of lists of graphs, and of functions that the model brings along', () => {
  const within = new ProtobufWriter().writeMessage(1, new ProtobufWriter().writeString(4, 'Abs'));
  const list = new ProtobufWriter().writeString(4, 'Odd').writeMessage(5, new ProtobufWriter().writeMessage(11, within));
  const own = new ProtobufWriter().writeMessage(7, new ProtobufWriter().writeString(4, 'Loop'));
  const bytes = new ProtobufWriter().writeMessage(7, new ProtobufWriter().writeMessage(1, list)).writeMessage(25, own).finish();
  assert.equal([...listOperators(bytes)], ['Odd', 'Abs', 'Loop']);
});

test('bytes that are no message are an error, however deep the graphs', () => {
  let graph = graphOf([node('Abs')]);
  for (let depth = 0; depth < 3; depth++) graph = graphOf([node('If', { then_branch: { graph } })]);
  const bytes = encodeModel(graph);
  for (const broken of [bytes.slice(0, 20), Uint8Array.of(255, 255), Uint8Array.of(7)]) {
    assert.throws(
      () => listOperators(broken),
      (error: unknown) => error instanceof RangeError,
    );
  }
});

test.run();
