import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseGolden } from '../../../plugins/cern-detector/src/golden/parse-golden.ts';
import { hostApi } from '../../support/host-api.ts';

const test = suite('cern-detector/golden');
const { api } = await hostApi();
const parse = (text: string) => parseGolden(api, text, 'golden.json');

test('ranges are inclusive, in any order, merged where they overlap or adjoin', () => {
  const golden = parse('{"297050": [[193, 776], [12, 137], [100, 150], [151, 152]],\n "5": []}');
  assert.equal([golden.runs, golden.ranges, golden.lumisections], [2, 4, 152 - 12 + 1 + 776 - 193 + 1]);
  const members = [11, 12, 137, 152, 153, 192, 193, 776, 777].map((lumisection) => golden.has(297050, lumisection));
  assert.equal(members, [false, true, true, true, false, false, true, true, false]);
  assert.not(golden.has(5, 1));
  assert.not(golden.has(6, 12));
  assert.not(golden.has(297050, Number.NaN));
  assert.not(golden.has(Number.NaN, 12));
});

test('a list of no runs holds nothing', () => {
  assert.equal(parse(' { } \n').lumisections, 0);
});

test('membership is that of a plain search', () => {
  const range = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 12 })).map(([first, more]) => [first, first + more]);
  fc.assert(
    fc.property(fc.array(range, { maxLength: 8 }), (ranges) => {
      const golden = parse(JSON.stringify({ 7: ranges }));
      const plain = Array.from({ length: 80 }, (_, at) => ranges.some(([first, last]) => first <= at && at <= last));
      assert.equal(
        plain,
        plain.map((_, at) => golden.has(7, at)),
      );
      assert.is(golden.lumisections, plain.filter(Boolean).length);
    }),
    { numRuns: 200, seed: 11 },
  );
});

test('what is no golden JSON is refused with its line', () => {
  const messages = {
    '': /line 1: expected an object of runs, got the end of the file/,
    '[]': /expected an object of runs/,
    '{"297050": [[12, 137],\n[9, 3]]}':
      /line 2: expected a range of run 297050 with its first lumisection not above its last, got \[9, 3\]/,
    '{"run": [[1, 2]]}': /expected a run number in quotes, from 1 to 4294967295, got "\\"run\\"/,
    '{"1": [[1, 2]], "1": [[5, 6]]}': /expected each run once, got run 1 a second time/,
    '{"01": [[1, 2]], "1": [[5, 6]]}': /run 1 a second time/,
    '{"1": [[0, 2]]}': /expected a lumisection from 1/,
    '{"1": [[1.5, 2]]}': /expected a lumisection/,
    '{"1": [[1, 2, 3]]}': /expected two numbers in a range/,
    '{"1": [1, 2]}': /expected a range \[first, last\]/,
    '{"1": [[1, 2]]} x': /expected the end of the file/,
    '{"1": [[1, 2]': /expected "," or "\]", got the end of the file/,
    '{"99999999999": []}': /expected a run number/,
  };
  for (const [text, message] of Object.entries(messages)) assert.throws(() => parse(text), message, text);
});

test.run();
