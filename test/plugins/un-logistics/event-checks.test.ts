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
import { findViolations } from '../../../src/core/schema/validate.ts';
import { scratchDir } from '../../support/cli.ts';
import { hostApi } from '../../support/host-api.ts';
import { judgeCheck } from './judge-check.ts';

const test = suite('plugins/un-logistics/event-checks');
let scratch: Awaited<ReturnType<typeof scratchDir>>;
test.before(async () => {
  scratch = await scratchDir();
  writeFileSync(path.join(scratch.dir, 'places.csv'), 'place,lat,lon\ndepot,0,0\nhalf,0,10\nport,0,20\nfar,60,10\nbroken,95,0\n');
});
test.after(() => scratch.remove());

type Event = readonly [day: number | null, step: string | null, id?: string, error?: string];
const journeyOf = (events: readonly Event[], epc = 'a') => ({
  'epc:text': events.map(() => epc),
  'event_time:timestamp': events.map(([day]) => (day === null ? null : at(day))),
  'biz_step:text': events.map(([, step]) => step),
  'event_id:text': events.map(([, , id]) => id ?? null),
  'error_reason:text': events.map(([, , , error]) => error ?? null),
});

const at = (day: number, hour = 0) => new Date(Date.UTC(2026, 0, day, hour)).toISOString();

test('what was shipped and never received fails once it is under way for too long', async () => {
  const events = journeyOf([
    [1, 'shipping'],
    [2, 'receiving'],
    [3, 'storing'],
    [4, 'shipping'],
    [null, 'shipping'],
  ]);
  assert.equal(await judgeCheck(neverReceivedCheck, events, { asOf: at(40) }), [0, 2, 2, 1, 2]);
  assert.equal(await judgeCheck(neverReceivedCheck, events, { asOf: at(20) }), [0, 2, 2, 0, 2]);
  assert.equal(await judgeCheck(neverReceivedCheck, events, { asOf: at(20), options: { max_days: 7 } }), [0, 2, 2, 1, 2]);
});

test('a second receipt fails unless something was shipped on in between', async () => {
  const steps = ['shipping', 'receiving', 'receiving', 'shipping', 'receiving', null];
  const events = journeyOf(steps.map((step, index): Event => [index + 1, step]));
  assert.equal(await judgeCheck(receivedTwiceCheck, events), [2, 0, 1, 2, 0, 2]);
});

test('a receipt after the limit fails, one at the same instant counts, one at an unknown time leaves it open', async () => {
  const judge = (...events: Event[]) => judgeCheck(neverReceivedCheck, journeyOf(events), { asOf: at(200) });
  assert.equal(await judge([1, 'shipping'], [91, 'receiving']), [1, 2]);
  assert.equal(await judge([1, 'shipping'], [31, 'receiving'], [32, 'receiving']), [0, 2, 2]);
  assert.equal(await judge([1, 'shipping'], [1, 'receiving']), [0, 2]);
  assert.equal(await judge([1, 'receiving'], [1, 'shipping']), [2, 0]);
  assert.equal(await judge([1, 'receiving'], [2, 'shipping']), [2, 1]);
  assert.equal(await judge([1, 'shipping'], [2, 'receiving'], [3, 'shipping'], [null, 'receiving']), [0, 2, 2, 2]);
});

test('the order of events at one instant decides nothing, and one without a time is not judged', async () => {
  const judge = (...events: Event[]) => judgeCheck(receivedTwiceCheck, journeyOf(events));
  assert.equal(await judge([1, 'receiving'], [2, 'receiving'], [2, 'shipping'], [3, 'receiving']), [0, 0, 2, 1]);
  assert.equal(await judge([1, 'receiving'], [2, 'shipping'], [2, 'receiving'], [3, 'receiving']), [0, 2, 0, 1]);
  assert.equal(await judge([2, 'shipping'], [2, 'receiving'], [3, 'receiving']), [2, 0, 0]);
  assert.equal(await judge([1, 'receiving'], [null, 'receiving']), [0, 2]);
  const { api } = await hostApi();
  for (const make of [receivedTwiceCheck, neverReceivedCheck]) {
    assert.equal(make(api).group({}), { key: ['epc'], order: ['event_time', 'biz_step', 'event_id'] });
    assert.equal(make(api).group({ event: '', error: '' }).order, ['event_time', 'biz_step']);
    assert.equal(make(api).columns({ event: '', error: '' }), ['epc', 'event_time', 'biz_step']);
  }
});

test('an event that was declared wrong is left out, and so is its declaration', async () => {
  const events: Event[] = [
    [1, 'shipping', 's'],
    [2, 'receiving', 'r', 'incorrect_data'],
    [2, 'receiving', 'r'],
    [3, 'receiving', 't'],
  ];
  assert.equal(await judgeCheck(receivedTwiceCheck, journeyOf(events)), [2, 2, 2, 0]);
  assert.equal(await judgeCheck(neverReceivedCheck, journeyOf(events.slice(0, 3)), { asOf: at(90) }), [1, 2, 2]);
  const nameless = events.map(([day, step, , error]): Event => [day, step, undefined, error]);
  assert.equal(await judgeCheck(receivedTwiceCheck, journeyOf(nameless)), [2, 2, 2, 0]);
  assert.equal(await judgeCheck(receivedTwiceCheck, journeyOf(events), { options: { error: '' } }), [2, 0, 1, 1]);
});

test('of a class, parts may be received one by one', async () => {
  const twice: Event[] = [
    [1, 'receiving'],
    [2, 'receiving'],
  ];
  const verdicts = async (epc: string) => judgeCheck(receivedTwiceCheck, journeyOf(twice, epc));
  for (const epc of [
    'urn:epc:class:lgtin:4012345.012345.998877',
    'urn:epc:idpat:sgtin:4012345.012345.*',
    'https://id.gs1.org/01/04012345123456/10/A',
  ])
    assert.equal(await verdicts(epc), [2, 2], epc);
  for (const epc of [
    'urn:epc:id:sgtin:4012345.012345.1',
    'https://id.gs1.org/01/04012345123456/21/7',
    'https://id.gs1.org/00/106141412345678908',
  ])
    assert.equal(await verdicts(epc), [0, 1], epc);
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

test('of readings at one instant any outside counts, in any order', async () => {
  // A probe at 5 °C says nothing for the one at 20 °C beside it.
  const hours = [0, 0, 4, 4, 9, 9, 10];
  assert.equal(await judgeCheck(coldChainCheck, readings([20, 5, 5, 20, 20, 5, 5], hours)), [1, 0, 0, 1, 1, 0, 0]);
  assert.equal(await judgeCheck(coldChainCheck, readings([5, 20, 20, 5, 5, 20, 5], hours)), [0, 1, 1, 0, 0, 1, 0]);
  const gap = { options: { max_gap: '2h' } };
  assert.equal(await judgeCheck(coldChainCheck, readings([5, 5, 5, null], [0, 4, 4, 4]), gap), [0, 1, 1, 2]);
});

test('messages about a duration say its form', async () => {
  const { api } = await hostApi();
  const faults = findViolations(coldChainCheck(api).options, { longer_than: '0h' });
  assert.match(JSON.stringify(faults), /a duration such as 30s, 90m, 12h or 2d/);
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

test('only capitals at the end are a code: words are none', async () => {
  const places = ['NLRTM', 'urn:place:depot', 'Brest', 'delhi', 'https://example.org/KEMBA', 'NG LOS'];
  const verdicts = await judgeCheck(routeDeviationCheck, journey(places, [1, 10, 20, 30, 40, 50]), { options: { min_excess_km: 20_000 } });
  assert.equal(verdicts, [0, 2, 2, 2, 0, 0]);
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
