import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { measureInterquartileRatio } from '../../../../src/core/drift/measures/interquartile-ratio.ts';
import { assertClose } from './close.ts';

const test = suite('drift/measures/interquartile-ratio');
const edges = Array.from({ length: 41 }, (_, i) => i);
const even = edges.slice(1).map(() => 100);

test('half the spread is log ½, with an interval around it', () => {
  const middle = even.map((_, i) => (i >= 10 && i < 30 ? 10 : 0));
  const ratio = measureInterquartileRatio(edges, even, middle);
  assertClose(ratio?.value, Math.log(0.5));
  assert.ok(ratio!.interval[0] < ratio!.value && ratio!.value < ratio!.interval[1] && ratio!.interval[1] < 0);
});

test('equal shares give 0', () => {
  assert.ok(
    Math.abs(
      measureInterquartileRatio(
        edges,
        even,
        even.map(() => 3),
      )!.value,
    ) < 1e-12,
  );
});

test('all current values at one point: cut at 1/1000', () => {
  const withPoint = [...edges.slice(0, 21), 20, ...edges.slice(21)];
  const reference = [...even.slice(0, 20), 0, ...even.slice(20)];
  assertClose(
    measureInterquartileRatio(
      withPoint,
      reference,
      reference.map((_, i) => (i === 20 ? 50 : 0)),
    )?.value,
    -Math.log(1000),
  );
});

test('no quartiles where the middle of the reference is made of point masses', () => {
  assert.is(measureInterquartileRatio([0, 0, 10, 20], [740, 160, 100], [760, 150, 90]), null);
  assert.is(measureInterquartileRatio([5, 5], [100], [100]), null);
});

test.run();
