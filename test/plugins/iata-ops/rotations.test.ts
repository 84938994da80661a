import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { reactionaryCheck } from '../../../plugins/iata-ops/src/checks/reactionary.ts';
import { tailInTwoPlacesCheck } from '../../../plugins/iata-ops/src/checks/tail-in-two-places.ts';
import { turnaroundCheck } from '../../../plugins/iata-ops/src/checks/turnaround.ts';
import { inboundDelayFeature } from '../../../plugins/iata-ops/src/features/inbound-delay.ts';
import { turnaroundSlackFeature } from '../../../plugins/iata-ops/src/features/turnaround-slack.ts';
import { at, judge, leg, makeRows } from '../../support/flight-rows.ts';
import { hostApi } from '../../support/host-api.ts';

const test = suite('plugins/iata-ops/rotations');
const { api } = await hostApi();
const places = tailInTwoPlacesCheck(api);
const turnaround = turnaroundCheck(api);
const reactionary = reactionaryCheck(api);
const slack = turnaroundSlackFeature(api);
const inbound = inboundDelayFeature(api);

test('a tail that goes on from where it landed is in one place; of its first leg nothing is known', async () => {
  const rows = await makeRows([leg('1', 'ORD', '06:00', 'BOS', '08:00'), leg('2', 'BOS', '09:00', 'ORD', '11:00')]);
  assert.equal(judge(places, rows), [2, 0]);
});

test('a tail that departs from elsewhere, or before it landed, is in two places', async () => {
  const moved = await makeRows([leg('1', 'ORD', '06:00', 'BOS', '08:00'), leg('2', 'PHL', '09:00', 'ORD', '11:00')]);
  assert.equal(judge(places, moved), [2, 1]);
  const early = await makeRows([leg('1', 'ORD', '06:00', 'BOS', '08:00'), leg('2', 'BOS', '07:50', 'ORD', '11:00')]);
  assert.equal(judge(places, early), [2, 1]);
  assert.equal(judge(places, early, { slack_min: 10 }), [2, 0]);
});

test('after a day without flights, after a diversion, and after an unknown arrival the place is not judged', async () => {
  const next = leg('2', 'PHL', '09:00', 'ORD', '11:00');
  const gap = await makeRows([
    leg('1', 'ORD', '06:00', 'BOS', '08:00', {
      actual_on_block: new Date('2026-03-05T08:00:00Z'),
      actual_off_block: new Date('2026-03-05T06:00:00Z'),
    }),
    next,
  ]);
  assert.equal(judge(places, gap), [2, 2]);
  assert.equal(judge(places, gap, { max_gap_hours: 30 }), [2, 1]);
  const diverted = await makeRows([leg('1', 'ORD', '06:00', 'BOS', '08:00', { diverted: true }), next]);
  assert.equal(judge(places, diverted), [2, 2]);
  const unknown = await makeRows([leg('1', 'ORD', '06:00', 'PHL', '08:00', { actual_on_block: null, scheduled_on_block: null }), next]);
  assert.equal(judge(places, unknown), [2, 2]);
});

test('where a leg seems to land hours before it took off, the order of the legs near it is not judged', async () => {
  const on = (text: string) => new Date(`2026-01-${text}Z`);
  const flown = (flight: string, from: string, off: string, to: string, arrival: string) =>
    leg(flight, from, '06:00', to, '08:00', { actual_off_block: on(off), actual_on_block: on(arrival) });
  const rows = await makeRows([
    flown('1', 'MNL', '01T22:00', 'GUM', '02T05:00'),
    flown('2', 'GUM', '02T07:00', 'HNL', '01T18:00'),
    flown('3', 'HNL', '01T20:00', 'LAX', '02T04:00'),
    flown('4', 'LAX', '02T08:00', 'ORD', '02T14:00'),
    flown('5', 'BOS', '02T16:00', 'ORD', '02T18:00'),
  ]);
  assert.equal(judge(places, rows), [2, 2, 2, 2, 1]);
});

test('cancelled flights are no legs, and of several rows of a flight the last counts', async () => {
  const rows = await makeRows([
    leg('1', 'ORD', '06:00', 'BOS', '08:00'),
    leg('7', 'BOS', '08:30', 'MIA', '11:00', { cancelled: true }),
    leg('2', 'BOS', '09:00', 'ORD', '11:00', { actual_off_block: at('07:00') }),
    leg('2', 'BOS', '09:00', 'ORD', '11:00'),
  ]);
  assert.equal(judge(places, rows), [2, 2, 2, 0]);
});

test('the actual time counts before the estimate and the schedule', async () => {
  const rows = await makeRows([
    leg('1', 'ORD', '06:00', 'BOS', '08:00', { actual_on_block: null, estimated_on_block: at('09:30') }),
    leg('2', 'BOS', '09:00', 'ORD', '11:00', { actual_off_block: null }),
  ]);
  assert.equal(judge(places, rows), [2, 1]);
});

test('a turnaround below the minimum of the equipment fails', async () => {
  const rows = await makeRows([
    leg('1', 'ORD', '06:00', 'BOS', '08:00'),
    leg('2', 'BOS', '08:40', 'ORD', '11:00', { equipment: '388' }),
    leg('3', 'ORD', '11:15', 'BOS', '13:00', { equipment: 'constructor' }),
  ]);
  assert.equal(judge(turnaround, rows), [2, 0, 1]);
  assert.equal(judge(turnaround, rows, { by_equipment: { '388': 90 }, minimum_min: 10 }), [2, 1, 0]);
  assert.equal(turnaround.expectation({ by_equipment: { '388': 90 } }), 'at least 20 minutes on the ground, 90 for 388');
});

test('a departure before the arrival is no short turnaround', async () => {
  const rows = await makeRows([leg('1', 'ORD', '06:00', 'BOS', '08:00'), leg('2', 'BOS', '07:00', 'ORD', '11:00')]);
  assert.equal(judge(turnaround, rows), [2, 2]);
});

test('a reactionary code needs a late inbound', async () => {
  const chain = (arrivalDelay: number, codes: string) =>
    makeRows([
      leg('1', 'ORD', '06:00', 'BOS', '08:00', { arr_delay_min: arrivalDelay }),
      leg('2', 'BOS', '09:00', 'ORD', '11:00', { delay_codes: codes }),
    ]);
  assert.equal(judge(reactionary, await chain(-20, '93')), [2, 1], 'the inbound was early');
  assert.equal(judge(reactionary, await chain(25, '93A;15')), [2, 0]);
  assert.equal(judge(reactionary, await chain(-20, '15;81')), [2, 2], 'no reactionary code');
  assert.equal(judge(reactionary, await chain(-20, '95')), [2, 1]);
  assert.equal(judge(reactionary, await chain(-20, '95'), { codes: ['93'] }), [2, 2]);
  assert.equal(judge(reactionary, await chain(5, '93'), { late_min: 14 }), [2, 1]);
});

test('minutes blamed on the late aircraft need one, too; without an inbound nobody can tell', async () => {
  const rows = await makeRows([
    leg('1', 'ORD', '06:00', 'BOS', '08:00', { arr_delay_min: -5, late_aircraft_delay_min: 30 }),
    leg('2', 'BOS', '09:00', 'ORD', '11:00', { late_aircraft_delay_min: 30 }),
  ]);
  assert.equal(judge(reactionary, rows, { minutes: 'late_aircraft_delay_min' }), [2, 1]);
});

test('the slack of a turnaround is what is left before the next schedule; over night there is none', async () => {
  const rows = await makeRows([
    leg('1', 'ORD', '06:00', 'BOS', '08:00', { arr_delay_min: 12 }),
    leg('2', 'BOS', '08:50', 'ORD', '11:00', { actual_off_block: at('09:30'), arr_delay_min: 3 }),
    leg('3', 'ORD', '18:00', 'BOS', '20:00'),
  ]);
  assert.equal([...slack.compute(rows, {}, undefined)], [Number.NaN, 20, Number.NaN]);
  assert.equal([...slack.compute(rows, { minimum_min: 45, max_ground_hours: 8 }, undefined)], [Number.NaN, 5, 375]);
  assert.equal([...inbound.compute(rows, {}, undefined)], [Number.NaN, 12, Number.NaN]);
});

test('rows without anything known, and no rows', async () => {
  const nothing = await makeRows([{}, {}]);
  for (const check of [places, turnaround, reactionary]) {
    assert.equal(judge(check, nothing), [2, 2]);
    assert.equal(judge(check, await makeRows([])), []);
  }
  assert.equal([...slack.compute(nothing, {}, undefined)], [Number.NaN, Number.NaN]);
});

test.run();
