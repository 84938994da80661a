import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { decodeEntries } from '../../../plugins/cern-detector/src/root/tree/decode-entries.ts';
import { describeTree } from '../../../plugins/cern-detector/src/root/tree/describe-tree.ts';
import { KINDS, kindOfContainer } from '../../../plugins/cern-detector/src/root/tree/item-kinds.ts';
import { layOut } from '../../../plugins/cern-detector/src/root/tree/lay-out.ts';

const test = suite('cern-detector/root-branches');
const arr = (...items: object[]) => ({ arr: items });
const leaf = (className: string, more: object = {}) => ({ _typename: className, fName: 'x', fLen: 1, fLeafCount: null, ...more });
const element = (more: object) => ({ _typename: 'TBranchElement', fType: 0, fLeaves: arr(leaf('TLeafElement')), ...more });

test('leaves of one branch stand one after another in each entry', () => {
  const layout = layOut(
    { _typename: 'TBranch', fLeaves: arr(leaf('TLeafI', { fName: 'a' }), leaf('TLeafD', { fName: 'b', fLen: 2 })) },
    false,
  );
  assert.ok(layout && 'shape' in layout && layout.shape === 'fixed');
  const data = Buffer.alloc(40);
  for (const entry of [0, 1]) {
    data.writeInt32BE(-7 - entry, entry * 20);
    data.writeDoubleBE(0.5 + entry, entry * 20 + 4);
    data.writeDoubleBE(Number.NaN, entry * 20 + 12);
  }
  const [a, b] = decodeEntries({ data }, layout, 2, 'x');
  assert.equal([...(a.values as Int32Array)], [-7, -8]);
  assert.equal([...(b.values as Float64Array)], [0.5, Number.NaN, 1.5, Number.NaN]);
  assert.throws(() => decodeEntries({ data: data.subarray(1) }, layout, 2, 'x'), /expected 40 bytes for 2 entries of 20, got 39/);
});

test('a member of a split object, as of a TLorentzVector, is one value; a base class and the object itself none', () => {
  assert.equal(layOut(element({ fStreamerType: 8, fClassName: 'TVector3' }), false), {
    shape: 'fixed',
    leaves: [{ name: '', kind: KINDS.f64, width: 1 }],
  });
  assert.is(layOut(element({ fStreamerType: 0, fClassName: 'TLorentzVector' }), true), undefined);
  assert.is(layOut(element({ fType: 1, fStreamerType: 0, fClassName: 'TObject' }), false), undefined);
});

test('members of a split collection are lists, its own branch their count', () => {
  assert.equal(layOut(element({ fType: 4, fStreamerType: -1, fClassName: 'vector<Hit>' }), true), {
    shape: 'fixed',
    leaves: [{ name: '', kind: KINDS.i32, width: 1 }],
  });
  assert.equal(layOut(element({ fType: 41, fStreamerType: 5 }), false), { shape: 'list', kind: KINDS.f32, headBytes: 0 });
});

test('a vector<float> carries its own length, which must fit', () => {
  assert.is(kindOfContainer('vector<float>'), KINDS.f32);
  assert.is(kindOfContainer('vector<unsigned long,allocator<unsigned long> >'), KINDS.u64);
  assert.is(kindOfContainer('vector<vector<float> >'), undefined);
  const layout = layOut(element({ fStreamerType: 500, fClassName: 'vector<float>' }), false);
  assert.ok(layout && 'shape' in layout && layout.shape === 'vector');
  const vector = (...items: number[]) => {
    const bytes = Buffer.alloc(10 + items.length * 4);
    bytes.writeUInt32BE(0x40000000 + bytes.length - 4);
    bytes.writeUInt16BE(9, 4);
    bytes.writeUInt32BE(items.length, 6);
    for (const [index, item] of items.entries()) bytes.writeFloatBE(item, 10 + index * 4);
    return bytes;
  };
  const parts = [vector(1.5, -2), vector(), vector(3)];
  const data = Buffer.concat(parts);
  const ends = Uint32Array.from([18, 28, 42]);
  const [chunk] = decodeEntries({ data, ends }, layout, 3, 'x');
  assert.equal(
    [[...(chunk.values as Float32Array)], [...(chunk.ends ?? [])]],
    [
      [1.5, -2, 3],
      [2, 2, 3],
    ],
  );
  data.writeUInt32BE(0x7fffffff, 6);
  assert.throws(() => decodeEntries({ data, ends }, layout, 3, 'x'), /expected a container of 2147483647 items in 18 bytes/);
});

test('a member that points to an array has a byte before its items', () => {
  const layout = layOut(element({ fStreamerType: 43 }), false);
  assert.equal(layout, { shape: 'list', kind: KINDS.i32, headBytes: 1 });
  const data = Buffer.from('0100000005fffffffe00', 'hex');
  const [chunk] = decodeEntries({ data, ends: Uint32Array.from([9, 10]) }, { shape: 'list', kind: KINDS.i32, headBytes: 1 }, 2, 'x');
  assert.equal(
    [[...(chunk.values as Int32Array)], [...(chunk.ends ?? [])]],
    [
      [5, -2],
      [2, 2],
    ],
  );
});

test('texts have a length of one byte or five, with or without a head', () => {
  const long = 'é'.repeat(200);
  // A length and a version.
  const head = Buffer.from('400000050009', 'hex');
  const data = Buffer.concat([
    Buffer.from('\u0002PS'),
    Buffer.from([255, 0, 0, 1, 144]),
    Buffer.from(long),
    Buffer.from([0]),
    head,
    Buffer.from('\u0002EP'),
  ]);
  const [chunk] = decodeEntries({ data, ends: Uint32Array.from([3, 408, 409, 418]) }, { shape: 'text' }, 4, 'x');
  assert.equal(chunk.values, ['PS', long, '', 'EP']);
  assert.throws(() => decodeEntries({ data, ends: Uint32Array.from([2, 408, 409]) }, { shape: 'text' }, 3, 'x'), /a text of 2 characters/);
});

test('what is not read is named, with the reason', () => {
  const reason = (branch: object) => (layOut(branch as never, false) as { reason?: string }).reason;
  assert.match(
    reason(element({ fStreamerType: 500, fClassName: 'vector<vector<float> >' })) ?? '',
    /objects of class vector<vector<float> >/,
  );
  assert.match(reason({ _typename: 'TBranch', fLeaves: arr(leaf('TLeafF16')) }) ?? '', /a leaf of class TLeafF16/);
  assert.match(reason({ _typename: 'TBranchObject', fLeaves: arr() }) ?? '', /a branch of class TBranchObject/);
});

test('a basket within the tree is read, and baskets must follow one another', () => {
  const held = { entries: 2, data: new Uint8Array(8) };
  const branch = (more: object) => ({
    fEntries: 5,
    fBranches: arr({
      _typename: 'TBranch',
      fName: 'x[3]',
      fLeaves: arr(leaf('TLeafF')),
      fEntries: 5,
      fFirstEntry: 0,
      fWriteBasket: 1,
      fBasketSeek: [300, 0],
      fBasketBytes: [90, 0],
      fBasketEntry: [0, 3],
      fBaskets: arr({}, { basket: held }),
      fFileName: '',
      ...more,
    }),
  });
  const [only] = describeTree(branch({}) as never).branches;
  assert.is(only.name, 'x');
  assert.equal(
    only.baskets.map(({ from, to, held: own }) => [from, to, own === held]),
    [
      [0, 3, false],
      [3, 5, true],
    ],
  );
  assert.throws(() => describeTree(branch({ fBasketEntry: [0, 7] }) as never), /its baskets do not follow one another/);
  const circle = { _typename: 'TBranch', fName: 'y', fLeaves: arr(), fBranches: arr() };
  circle.fBranches.arr.push(circle);
  assert.throws(() => describeTree({ fEntries: 5, fBranches: arr(circle) } as never), /a branch stands in the tree twice/);
  assert.throws(() => describeTree(branch({ fEntries: 4 }) as never), /expected 5 entries, got 4 in baskets/);
  assert.throws(() => describeTree(branch({ fFileName: 'other.root' }) as never), /in another file, "other.root"/);
});

test.run();
