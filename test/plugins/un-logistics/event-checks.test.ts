import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { coldChainCheck } from '../../../plugins/un-logistics/src/checks/cold-chain.ts';
import { neverReceivedCheck } from '../../../plugins/un-logistics/src/checks/never-received.ts';
import { receivedTwiceCheck } from '../../../plugins/un-logistics/src/checks/received-twice.ts';
import { routeDeviationCheck } from '../../../plugins/un-logistics/src/checks/route-deviation.ts';
import { greatCircleKm } from '../../../plugins/un-logistics/src/geo/great-circle-km.ts';
import { UsageError } from '../../../src/core/errors.ts';
import { scratchDir } from '../../support/cli.ts';
import { judgeCheck } from './judge-check.ts';

const test = suite('plugins/un-logistics/event-checks');
let scratch: Awaited<ReturnType<typeof scratchDir>>;
test.before(async () => {
  scratch = await scratchDir();
  writeFileSync(path.join(scratch.dir, 'places.csv'), 'place,lat,lon\ndepot,0,0\nhalf,0,10\nport,0,20\nfar,60,10\nbroken,95,0\n');
});
test.after(() => scratch.remove());

const at = (day: number, hour = 0) => new Date(Date.UTC(2026, 0, day, hour)).toISOString();

test('what was shipped and never received fails once it is under way for too long', async () => {
  const events = {
    'epc:text': ['a', 'a', 'a', 'a', 'a'],
    'event_time:timestamp': [at(1), at(2), at(3), at(4), null],
    'biz_step:text': ['shipping', 'receiving', 'storing', 'shipping', 'shipping'],
  };
  assert.equal(await judgeCheck(neverReceivedCheck, events, { asOf: at(40) }), [0, 2, 2, 1, 2]);
  assert.equal(await judgeCheck(neverReceivedCheck, events, { asOf: at(20) }), [0, 2, 2, 0, 2]);
  assert.equal(await judgeCheck(neverReceivedCheck, events, { asOf: at(20), options: { max_days: 7 } }), [0, 2, 2, 1, 2]);
});

test('a second receipt fails unless something was shipped on in between', async () => {
  const events = {
    'epc:text': ['a', 'a', 'a', 'a', 'a', 'a'],
    'event_time:timestamp': [at(1), at(2), at(3), at(4), at(5), at(6)],
    'biz_step:text': ['shipping', 'receiving', 'receiving', 'shipping', 'receiving', null],
  };
  assert.equal(await judgeCheck(receivedTwiceCheck, events), [2, 0, 1, 2, 0, 2]);
});

const readings = (celsius: readonly (number | null)[], hours = celsius.map((_, hour) => hour)) => ({
  'sensor_device:text': celsius.map(() => 'logger'),
  'sensor_time:timestamp': hours.map((hour) => at(1, hour)),
  'sensor_type:text': celsius.map(() => 'gs1:Temperature'),
  'sensor_uom:text': celsius.map(() => 'CEL'),
  'sensor_value:number': celsius,
  'sensor_min:number': celsius.map(() => null),
  'sensor_max:number': celsius.map(() => null),
});

test('an excursion lasts from the first reading outside to the next one inside; too long a one fails as a whole', async () => {
  assert.equal(await judgeCheck(coldChainCheck, readings([5, 9.4, 5, 9.1, 9.4, 5])), [0, 0, 0, 1, 1, 0]);
  assert.equal(await judgeCheck(coldChainCheck, readings([5, 1, 1.9, 2, 8, 8.1])), [0, 1, 1, 0, 0, 0]);
  const options = { longer_than: '3h' };
  assert.equal(await judgeCheck(coldChainCheck, readings([9, 9, 9, 9]), { options }), [0, 0, 0, 0]);
  assert.equal(await judgeCheck(coldChainCheck, readings([9, 9, 9, 9, 9]), { options }), [1, 1, 1, 1, 1]);
});

test('a gap ends an excursion, and its end fails where gaps are limited', async () => {
  const gap = readings([9, 9, 5], [0, 1, 9]);
  assert.equal(await judgeCheck(coldChainCheck, gap), [1, 1, 0]);
  assert.equal(await judgeCheck(coldChainCheck, gap, { options: { max_gap: '2h' } }), [0, 0, 1]);
});

test('Fahrenheit and Kelvin are converted, extremes count, and rows that are no temperature are not judged', async () => {
  const mixed = {
    ...readings([41, 278.15, 5, 5, null, 40], [0, 0, 0, 0, 0, 0]),
    'sensor_type:text': ['Temperature', 'Temperature', 'Temperature', 'Humidity', 'Temperature', 'Temperature'],
    'sensor_uom:text': ['FAH', 'KEL', 'CEL', 'CEL', 'CEL', 'P1'],
  };
  assert.equal(await judgeCheck(coldChainCheck, mixed), [0, 0, 0, 2, 2, 2]);
  const extremes = { ...readings([5, 5, 5]), 'sensor_max:number': [null, 9.5, 9.5] };
  assert.equal(await judgeCheck(coldChainCheck, extremes, { options: { longer_than: '30m' } }), [0, 1, 1]);
});

test('limits that contradict each other are refused', async () => {
  const failure = await judgeCheck(coldChainCheck, readings([5]), { options: { min_celsius: 9 } }).catch((error: unknown) => error);
  assert.instance(failure, UsageError);
});

const journey = (places: readonly (string | null)[], days: readonly number[]) => ({
  'epc:text': places.map(() => 'a'),
  'event_time:timestamp': days.map((day) => at(day)),
  'read_point:text': places,
});

test('great circles: Rotterdam to Mombasa, a quarter of the equator, and the other side of the earth', () => {
  assert.ok(Math.abs(greatCircleKm({ lat: 51.92, lon: 4.48 }, { lat: -4.05, lon: 39.67 }) - 7080) < 100);
  assert.ok(Math.abs(greatCircleKm({ lat: 0, lon: 0 }, { lat: 0, lon: 90 }) - 10_007.557) < 0.01);
  assert.ok(Math.abs(greatCircleKm({ lat: 90, lon: 0 }, { lat: -90, lon: 0 }) - 20_015.115) < 0.01);
});

test('the stop that takes a consignment off its lane fails; a short way round passes', async () => {
  const given = { options: { places: 'places.csv' }, dir: scratch.dir };
  assert.equal(await judgeCheck(routeDeviationCheck, journey(['depot', 'half', 'port'], [1, 9, 20]), given), [0, 0, 0]);
  assert.equal(await judgeCheck(routeDeviationCheck, journey(['depot', 'half', 'far', 'port'], [1, 5, 12, 20]), given), [0, 0, 1, 0]);
  assert.equal(await judgeCheck(routeDeviationCheck, journey(['depot', 'unknown', null, 'broken'], [1, 5, 12, 20]), given), [0, 2, 2, 2]);
});

test('nobody is at two far places within an hour', async () => {
  const events = {
    'epc:text': ['a', 'a', 'a'],
    'event_time:timestamp': [at(1, 0), at(1, 1), at(9, 0)],
    'read_point:text': ['NLRTM', 'urn:place:KEMBA', 'KEMBA'],
  };
  assert.equal(await judgeCheck(routeDeviationCheck, events), [0, 1, 0]);
  assert.equal(await judgeCheck(routeDeviationCheck, events, { options: { max_km_h: 8000 } }), [0, 0, 0]);
});

test.run();
