import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UsageError } from '../../../../src/core/errors.ts';
import { listSteps, parseStep } from '../../../../src/core/pipeline/schedule/list-steps.ts';
import { parseInterval } from '../../../../src/core/pipeline/schedule/parse-interval.ts';

const test = suite('pipeline/schedule/parse-interval');

const span = (text: string): string => {
  const { from, to } = parseInterval(text);
  return `${from.toISOString()} ${to.toISOString()}`.replaceAll(':00.000Z', '');
};

for (const [text, expected] of [
  ['2001-04-01/2001-04-30', '2001-04-01T00:00 2001-05-01T00:00'],
  ['2001-04-01/2001-04-01', '2001-04-01T00:00 2001-04-02T00:00'],
  ['2001-04-01T06:00Z/2001-04-01T18:00Z', '2001-04-01T06:00 2001-04-01T18:00'],
  ['2001-04-01T06:00/2001-04-02', '2001-04-01T06:00 2001-04-03T00:00'],
  ['2001-04-01T00:00+02:00/2001-04-01T00:00Z', '2001-03-31T22:00 2001-04-01T00:00'],
  ['2001-04-01/P7D', '2001-04-01T00:00 2001-04-08T00:00'],
  ['2001-01-31/P1M', '2001-01-31T00:00 2001-02-28T00:00'],
  ['2000-02-29/P1Y', '2000-02-29T00:00 2001-02-28T00:00'],
  ['2001-04-01/P1DT6H30M', '2001-04-01T00:00 2001-04-02T06:30'],
  ['P1W/2001-04-07', '2001-04-01T00:00 2001-04-08T00:00'],
  ['2001-04-04T24:00Z/PT1H', '2001-04-05T00:00 2001-04-05T01:00'],
  ['2001-04-04T24:00:00.0+02:00/2001-04-05T24:00', '2001-04-04T22:00 2001-04-06T00:00'],
  ['P1W/2001-04-08T00:00Z', '2001-04-01T00:00 2001-04-08T00:00'],
]) {
  test(`${text} is ${expected}`, () => assert.is(span(text), expected));
}

for (const text of [
  '2001-04-01',
  '2001-04-01/',
  'P1D/P2D',
  '2001-04-02/2001-03-01',
  '2001-02-30/2001-03-01',
  '2001-04-01T06:00Z/2001-04-01T06:00Z',
  '2001-04-01/P0D',
  '2001-04-01/7d',
  '2001-04-01/PT',
  '2001-04-01T24:30Z/P1D',
  '2001-02-30T24:00Z/P1D',
  '9999-12-01/P2M',
  '0001-01-01/P9999Y',
  'a/b/c',
]) {
  test(`${text} is refused, with an example`, () => {
    assert.throws(
      () => parseInterval(text),
      (error: unknown) => error instanceof UsageError && /2001-04-01\/2001-04-30/.test(String(error.hint)),
    );
  });
}

test('an empty interval is said to be empty, not to end before it begins', () => {
  assert.throws(() => parseInterval('2001-04-01T06:00Z/2001-04-01T06:00Z'), /got an empty one: /);
  assert.throws(() => parseInterval('2001-04-02/2001-03-01'), /got one that ends before it begins: /);
});

const steps = (interval: string, step: string) =>
  listSteps(parseInterval(interval), parseStep(step)).map(
    ({ from, to }) => `${from.toISOString().slice(5, 13)} ${to.toISOString().slice(5, 13)}`,
  );

test('all of April by days are thirty steps without a gap', () => {
  const april = listSteps(parseInterval('2001-04-01/2001-04-30'), parseStep('1d'));
  assert.is(april.length, 30);
  assert.ok(april.slice(1).every(({ from }, index) => from.getTime() === april[index].to.getTime()));
});

test('the last step ends where the window does; months count from the start', () => {
  assert.equal(steps('2001-04-01/2001-04-01', '9h'), ['04-01T00 04-01T09', '04-01T09 04-01T18', '04-01T18 04-02T00']);
  assert.equal(steps('2001-01-31/P3M', 'P1M'), ['01-31T00 02-28T00', '02-28T00 03-31T00', '03-31T00 04-30T00']);
  assert.equal(steps('2001-04-01/P1D', 'P1W'), ['04-01T00 04-02T00']);
});

test('a step of nothing, of no duration, or millions of steps are refused', () => {
  for (const text of ['0d', '1x', 'P', '-1d', ''])
    assert.throws(
      () => parseStep(text),
      (error: unknown) => error instanceof UsageError,
    );
  assert.throws(
    () => steps('2001-01-01/P10Y', '1s'),
    (error: unknown) => error instanceof UsageError,
  );
});

test.run();
