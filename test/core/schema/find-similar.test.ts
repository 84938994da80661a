import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findSimilar } from '../../../src/core/schema/find-similar.ts';

const test = suite('schema/find-similar');
const KNOWN = ['column', 'max_age', 'severity', 'sql'];

test('one or two letters of many, capitals and dashes make no other name', () => {
  for (const [given, meant] of [
    ['colum', 'column'],
    ['maxage', 'max_age'],
    ['max-age', 'max_age'],
    ['SEVERITY', 'severity'],
    ['severty', 'severity'],
    ['sq', 'sql'],
    ['slq', 'sql'],
    ['sevreity', 'severity'],
  ])
    assert.is(findSimilar(given, KNOWN), meant, given);
});

test('another name is another name', () => {
  for (const given of ['row', 'threshold', 'age']) assert.is(findSimilar(given, KNOWN), undefined, given);
  assert.is(findSimilar('column', []), undefined);
});

test.run();
