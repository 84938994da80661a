import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { asText, BatchProfile } from '../../../src/core/profile/batch-profile.ts';
import { buildReference } from '../../../src/core/profile/build-reference.ts';
import type { FeatureSpec } from '../../../src/core/profile/compute-feature.ts';
import { cutBatch, makeBatch, type Value } from '../check/make-batch.ts';

const test = suite('profile/batch-profile');

const SPECS: FeatureSpec[] = [
  { name: 'delay', column: 'delay', kind: 'numeric', transform: 'identity', model: true },
  { name: 'size', column: 'delay', kind: 'numeric', transform: 'abs', model: true },
  { name: 'origin', column: 'origin', kind: 'categorical', transform: 'identity', model: false },
  { name: 'gate', column: 'gate', kind: 'categorical', transform: 'identity', model: false },
];
const REFERENCE_ROWS = {
  'delay:number': [-5, -1, 0, 0, 1, 2, 3, 10, 20, null],
  'origin:text': ['A', 'A', 'B', 'B', 'B', 'C', null, 'A', 'B', 'C'],
  'gate:integer': [1, 2, 1, 2, 1, 2, 1, 2, 1, null],
} as Record<string, Value[]>;
const reference = await buildReference(
  async function* () {
    yield makeBatch(REFERENCE_ROWS);
  },
  SPECS,
  10,
);

const countsOf = (profile: BatchProfile) => ({
  rows: profile.rows,
  numeric: ['delay', 'size'].map((name) => profile.numeric(name)?.toJSON()),
  categorical: ['origin', 'gate'].map((name) => profile.categorical(name)?.toJSON()),
});

const row = fc.record({
  delay: fc.option(fc.oneof(fc.integer({ min: -10, max: 30 }), fc.constantFrom(NaN, 9999))),
  origin: fc.option(fc.constantFrom('A', 'B', 'C', 'D', '')),
  gate: fc.option(fc.integer({ min: 0, max: 3 })),
});

test('property: any split in any order, merged, gives identical counts', () => {
  fc.assert(
    fc.property(
      fc.array(row, { minLength: 1, maxLength: 40 }),
      fc.array(fc.nat(40), { maxLength: 5 }),
      fc.infiniteStream(fc.nat()),
      (rows, cuts, order) => {
        const given: Record<string, Value[]> = {
          'delay:number': rows.map(({ delay }) => delay),
          'origin:text': rows.map(({ origin }) => origin),
          'gate:integer': rows.map(({ gate }) => gate),
        };
        const whole = new BatchProfile(SPECS, reference);
        whole.update(makeBatch(given));
        const parts = cutBatch(given, cuts).map((batch) => ({ batch, at: order.next().value }));
        const merged = new BatchProfile(SPECS, reference);
        for (const { batch } of parts.sort((a, b) => a.at - b.at)) {
          const part = new BatchProfile(SPECS, reference);
          part.update(batch);
          merged.merge(part);
        }
        assert.equal(countsOf(merged), countsOf(whole));
        assert.is(whole.rows, rows.length);
      },
    ),
    { seed: 1, numRuns: 150 },
  );
});

test('the reference counted again gives its own counts', () => {
  const profile = new BatchProfile(SPECS, reference);
  profile.update(makeBatch(REFERENCE_ROWS));
  for (const feature of reference.features) {
    if (feature.kind === 'numeric') {
      const { bins, below, above, nulls } = feature;
      assert.equal(profile.numeric(feature.feature)?.toJSON(), { bins, below, above, nulls });
    } else {
      const { counts, other, nulls } = feature;
      assert.equal(profile.categorical(feature.feature)?.toJSON(), { counts, other, unseen: 0, nulls });
    }
  }
});

test('features without a reference are not counted, nor read', () => {
  const profile = new BatchProfile([...SPECS, { ...SPECS[0], name: 'new', column: 'absent' }], reference);
  profile.update(makeBatch(REFERENCE_ROWS));
  assert.is(profile.numeric('new'), undefined);
  assert.is(profile.numeric('origin'), undefined);
  assert.is(profile.categorical('delay'), undefined);
});

test('columns of every type as categories: the text of their cells', () => {
  const batch = makeBatch({
    'i:integer': [9_007_199_254_740_993n, 9_007_199_254_740_992n, null],
    'b:boolean': [true, null, false],
    'n:number': [1.5, NaN, null],
    'd:date': ['2001-06-30', '1969-12-31', null],
  });
  const texts = (name: string) => {
    const { codes, dictionary, valid } = asText(batch, name);
    return Array.from(codes, (code, index) => (valid?.[index] === 0 ? null : dictionary[code]));
  };
  assert.equal(texts('i'), ['9007199254740993', '9007199254740992', null]);
  assert.equal(texts('b'), ['true', null, 'false']);
  assert.equal(texts('n'), ['1.5', null, null], 'a NaN is missing');
  assert.equal(texts('d'), ['2001-06-30', '1969-12-31', null]);
  assert.equal(batch.column('n').valid, Uint8Array.of(1, 1, 0), 'the batch stays as it is');
});

test('a column without any value', () => {
  const { codes, dictionary, valid } = asText(makeBatch({ 'i:integer': [null, null] }), 'i');
  assert.equal({ codes, dictionary, valid }, { codes: new Uint32Array(2), dictionary: [''], valid: new Uint8Array(2) });
});

test.run();
