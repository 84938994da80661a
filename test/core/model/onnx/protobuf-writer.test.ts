import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ProtobufWriter } from '../../../../src/core/model/onnx/protobuf-writer.ts';

const test = suite('model/onnx/protobuf-writer');

const hex = (writer: ProtobufWriter): string => Buffer.from(writer.finish()).toString('hex');

// The first three are the examples of protobuf.dev/programming-guides/encoding.
test('ints are varints', () => {
  assert.is(hex(new ProtobufWriter().writeInt(1, 150)), '089601');
  assert.is(hex(new ProtobufWriter().writeInt(1, -2)), '08feffffffffffffffff01');
  assert.is(hex(new ProtobufWriter().writeInt(1, 127).writeInt(20, 128)), '087fa0018001');
  assert.is(hex(new ProtobufWriter().writeInt(1, 2 ** 53 - 1)), '08ffffffffffffff0f');
});

test('text, messages and packed fields carry their length', () => {
  assert.is(hex(new ProtobufWriter().writeString(2, 'testing')), '120774657374696e67');
  assert.is(hex(new ProtobufWriter().writeMessage(3, new ProtobufWriter().writeInt(1, 150))), '1a03089601');
  assert.is(hex(new ProtobufWriter().writePackedInts(6, [3, 270, 86942])), '3206038e029ea705');
  assert.is(hex(new ProtobufWriter().writeString(1, 'é')), '0a02c3a9');
});

test('floats are little-endian', () => {
  assert.is(hex(new ProtobufWriter().writeFloat(2, 1.5)), '150000c03f');
  assert.is(hex(new ProtobufWriter().writePackedFloats(7, Float32Array.of(1, -2))), '3a080000803f000000c0');
});

test('grows past its first buffer', () => {
  const writer = new ProtobufWriter().writeBytes(1, new Uint8Array(1000).fill(7)).writeInt(2, 1);
  const bytes = writer.finish();
  assert.is(bytes.length, 3 + 1000 + 2);
  assert.equal([bytes[0], bytes[1], bytes[2], bytes[3], bytes[1002], bytes[1003], bytes[1004]], [0x0a, 0xe8, 0x07, 7, 7, 0x10, 1]);
});

test.run();
