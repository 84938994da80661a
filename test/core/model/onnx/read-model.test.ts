import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeModel } from '../../../../src/core/model/onnx/encode-model.ts';
import { readModel } from '../../../../src/core/model/onnx/read-model.ts';

const test = suite('model/onnx/read-model');

const bytes = encodeModel({
  name: 'all',
  inputs: [{ name: 'X', shape: ['N', 2] }],
  outputs: [{ name: 'S', shape: ['N', 1] }],
  constants: [
    { name: 'floats', shape: [3], values: Float32Array.of(1.5, -2, 3e38) },
    { name: 'doubles', shape: [2], values: Float64Array.of(0.1, -1e300) },
    { name: 'ints', shape: [3], values: Int32Array.of(-1, 0, 2147483647) },
  ],
  nodes: [
    {
      operator: 'Odd',
      inputs: ['X', 'floats'],
      outputs: ['S', 'T'],
      attributes: { axis: -1, scale: { float: 0.5 }, mode: 'LEAF', modes: ['A', 'B'] },
    },
    { operator: 'Even', inputs: [], outputs: ['U'], attributes: { ids: Int32Array.of(300, -1, 0), weights: Float32Array.of(1.5, 2) } },
  ],
});

test('what was encoded is read back: nodes, attributes of every kind, and tensors', () => {
  const { nodes, tensor } = readModel(bytes);
  assert.equal(
    nodes.map(({ operator, inputs, outputs }) => [operator, inputs, outputs]),
    [
      ['Odd', ['X', 'floats'], ['S', 'T']],
      ['Even', [], ['U']],
    ],
  );
  const [odd, even] = nodes;
  assert.equal([odd.numbers('axis'), odd.numbers('scale'), odd.texts('mode'), odd.texts('modes')], [[-1], [0.5], ['LEAF'], ['A', 'B']]);
  assert.equal([even.numbers('ids'), even.numbers('weights'), even.numbers('none'), even.texts('none')], [[300, -1, 0], [1.5, 2], [], []]);
  assert.equal(Array.from(tensor('floats') ?? []), [1.5, -2, Math.fround(3e38)]);
  assert.equal(Array.from(tensor('doubles') ?? []), [0.1, -1e300]);
  assert.equal(Array.from(tensor('ints') ?? []), [-1, 0, 2147483647]);
  assert.is(tensor('X'), undefined);
});

test('a part of a larger buffer is read from its own start, wherever that lies', () => {
  const larger = Buffer.concat([Buffer.alloc(3, 255), bytes, Buffer.alloc(5, 255)]);
  assert.equal(Array.from(readModel(larger.subarray(3, 3 + bytes.length)).tensor('doubles') ?? []), [0.1, -1e300]);
});

test('bytes that end early, or are no message, are an error and no endless loop', () => {
  for (const broken of [bytes.slice(0, 40), Uint8Array.of(255, 255), new Uint8Array(12).fill(255), Uint8Array.of(7)]) {
    assert.throws(
      () => readModel(broken),
      (error: unknown) => error instanceof RangeError,
    );
  }
  assert.equal(readModel(new Uint8Array(0)).nodes, []);
});

test.run();
