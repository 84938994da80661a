import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CategoryProfile } from '../../../src/core/profile/category-profile.ts';
import { makeBatch } from '../check/make-batch.ts';

const test = suite('profile/category-profile');

const REFERENCE = { categories: ['SFO', 'JFK'], rare: ['XNA', ''] };

function profileOf(values: readonly (string | null)[]): CategoryProfile {
  const profile = new CategoryProfile(REFERENCE);
  profile.update(makeBatch({ 'origin:text': values }).text('origin'));
  return profile;
}

test('frequent, rare, unseen and missing values are counted apart', () => {
  const { counts, other, unseen, nulls } = profileOf(['SFO', 'JFK', 'SFO', 'XNA', '', 'ZZZ', 'sfo', null]).toJSON();
  assert.equal({ counts, other, unseen, nulls }, { counts: [2, 1], other: 2, unseen: 2, nulls: 1 });
});

test('a null is not the value whose code lies under it; entries that no row uses count nothing', () => {
  const profile = new CategoryProfile(REFERENCE);
  profile.update({ type: 'text', codes: Uint32Array.of(0, 0), dictionary: ['SFO', 'ZZZ', 'JFK'], valid: Uint8Array.of(1, 0) });
  assert.equal(profile.toJSON(), { counts: [1, 0], other: 0, unseen: 0, nulls: 1 });
});

test('the same value twice in a dictionary is one value', () => {
  const profile = new CategoryProfile(REFERENCE);
  profile.update({ type: 'text', codes: Uint32Array.of(0, 1, 1), dictionary: ['SFO', 'SFO'] });
  assert.equal(profile.toJSON().counts, [3, 0]);
});

test('merging adds', () => {
  const merged = profileOf(['SFO', null, 'ZZZ']);
  merged.merge(profileOf(['SFO', 'XNA', 'JFK', 'ZZZ']));
  assert.equal(merged.toJSON(), profileOf(['SFO', null, 'ZZZ', 'SFO', 'XNA', 'JFK', 'ZZZ']).toJSON());
});

test.run();
