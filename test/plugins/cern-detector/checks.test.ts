import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UsageError } from '../../../src/core/errors.ts';
import { findCheck, judgeWith, prepareWith } from './judge-plugin.ts';

const test = suite('cern-detector/checks');

test('golden: a lumisection that is not certified fails, an unknown one is not judged', async () => {
  const options = { path: 'golden.json' };
  const prepared = await prepareWith('golden', options, '{"7": [[2, 3]]}');
  const rows = { 'run:integer': [7, 7, 7, 8, null, 7], 'ls:integer': [1, 2, 3, 2, 2, null] };
  assert.equal(judgeWith('golden', rows, options, { prepared }), [1, 0, 0, 1, 2, 2]);
});

test('golden: another file is refused by name', async () => {
  let message = '';
  await prepareWith('golden', { path: 'golden.json' }, '<xml/>').catch((error: Error) => (message = error.message));
  assert.match(message, /^golden\.json: line 1: expected an object of runs, got "<xml\/>"$/);
});

test('ls-gaps: the row behind a gap fails; a repeated lumisection is no gap', () => {
  const rows = { 'run:integer': [7, 7, 7, 7, 7, 7], 'ls:integer': [2, 3, 3, 5, 6, null] };
  assert.equal(judgeWith('ls-gaps', rows), [0, 0, 0, 1, 0, 2]);
});

test('ls-gaps: with a golden JSON only its lumisections are missed', async () => {
  const options = { golden: 'golden.json' };
  const prepared = await prepareWith('ls-gaps', options, '{"7": [[1, 9], [20, 30]]}');
  const rows = { 'run:integer': [7, 7, 7, 7], 'ls:integer': [9, 20, 31, 1_000_000_000] };
  assert.equal(judgeWith('ls-gaps', rows, options, { prepared }), [0, 0, 1, 0]);
});

test('ls-duplicates: every row beyond the first', () => {
  assert.equal(judgeWith('ls-duplicates', { 'run:integer': [7, 7, 7, 7], 'ls:integer': [2, 2, 2, null] }), [0, 1, 1, 2]);
});

test('ls-order: rows below an earlier one, in the order of time', () => {
  const times = ['2026-01-01T00:00:00Z', '2026-01-01T00:00:23Z', '2026-01-01T00:00:46Z', '2026-01-01T00:01:09Z', null];
  const rows = { 'run:integer': [7, 7, 7, 7, 7], 'ls:integer': [1, 3, 2, 3, 4], 'time:timestamp': times };
  assert.equal(judgeWith('ls-order', rows), [0, 0, 1, 0, 2]);
  const check = findCheck('ls-order');
  assert.equal(
    check.kind === 'group' && check.group({}),
    { key: ['run'], order: ['time', 'ls'] },
    'rows of one time rise by number, however the source has them',
  );
  assert.equal(check.kind === 'group' && check.group({ by: 'source' }), { key: ['run'], order: [] });
  assert.equal(judgeWith('ls-order', { 'run:integer': [7, 7], 'ls:integer': [2, 1] }, { by: 'source' }), [0, 1]);
});

test('recorded-fraction: between min and max; nothing delivered is not judged', () => {
  const rows = { 'delivered:number': [1, 1, 0.3, 0, 1, null, -1], 'recorded:number': [0.95, 0.5, 0.27, 0, 1.2, 1, -0.95] };
  assert.equal(judgeWith('recorded-fraction', rows), [0, 1, 0, 2, 1, 2, 1]);
  assert.throws(
    () => judgeWith('recorded-fraction', rows, { min: 2 }),
    (error: Error) => error instanceof UsageError,
  );
});

test('flags-in-stable-beams: only while all beams are stable', () => {
  const rows = {
    'beam1_stable:boolean': [true, true, true, null, true],
    'beam2_stable:boolean': [true, false, true, true, true],
    'bpix_ready:boolean': [false, false, true, false, null],
    'rpc_ready:boolean': [true, true, null, true, null],
  };
  assert.equal(judgeWith('flags-in-stable-beams', rows, { flags: ['bpix_ready', 'rpc_ready'] }), [1, 2, 0, 2, 2]);
  const texts = {
    'stable:text': ['true', 'TRUE', '1', 'STABLE BEAMS', 'ADJUST'],
    'rpc:text': ['READY', 'false', 'on', 'whatever', 'off'],
  };
  assert.equal(judgeWith('flags-in-stable-beams', texts, { flags: ['rpc'], stable: ['stable'] }), [0, 1, 0, 2, 2]);
  const words = { 'beam_status:text': ['STABLE BEAMS', 'ADJUST', null], 'bpix_ready:integer': [0, 0, 0] };
  assert.equal(judgeWith('flags-in-stable-beams', words, { flags: ['bpix_ready'], stable: ['beam_status'] }), [1, 2, 2]);
});

test('trigger-rate: beside the median of the batch', () => {
  const counts = [1000, 1010, 995, 1004, 1300, 990, 1002, 998, 1001, 700, 1000, 5];
  const rows = {
    'prescale_index:integer': counts.map(() => 3),
    'hlt_count:integer': counts,
    'recorded:number': counts.map((_, row) => (row === 11 ? 0 : 1)),
  };
  assert.equal(judgeWith('trigger-rate', rows), [0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 2]);
  assert.equal(
    judgeWith('trigger-rate', rows, { min_rows: 12 }),
    counts.map(() => 2),
    'too few',
  );
});

test('trigger-rate: beside a table; few counts are within their own error', async () => {
  const options = { reference: 'rates.json' };
  const prepared = await prepareWith('trigger-rate', options, '{"3": 100, "4": 9}');
  const judge = (prescale: number, counts: number[]) =>
    judgeWith(
      'trigger-rate',
      { 'prescale_index:integer': counts.map(() => prescale), 'hlt_count:integer': counts, 'recorded:number': counts.map(() => 1) },
      options,
      { prepared },
    );
  assert.equal(judge(3, [100, 149, 151, 49]), [0, 0, 1, 1]);
  assert.equal(judge(4, [9, 22, 25]), [0, 0, 1]);
  assert.equal(judge(5, [9]), [2], 'no such prescale');
  for (const bad of ['x', '[1]', '{"3": 0}', '{"3": "1"}']) {
    let message = '';
    await prepareWith('trigger-rate', options, bad).catch((error: Error) => (message = error.message));
    assert.match(message, /^rates\.json: expected a JSON object of rates above 0, got /, bad);
  }
});

test('occupancy: empty and hot channels beside the median', () => {
  const counts = [50, 48, 0, 52, 5000, 51, null, 499];
  const rows = { 'histogram:text': counts.map(() => 'eta'), 'content:number': counts };
  assert.equal(judgeWith('occupancy', rows), [0, 0, 1, 0, 1, 0, 2, 0]);
  assert.equal(judgeWith('occupancy', rows, { find: 'empty' }), [0, 0, 1, 0, 0, 0, 2, 0]);
  assert.equal(judgeWith('occupancy', rows, { find: 'hot' }), [0, 0, 0, 0, 1, 0, 2, 0]);
  assert.equal(judgeWith('occupancy', { 'histogram:text': ['a', 'a', 'a'], 'content:number': [0, 3, 4] }), [0, 0, 0], 'chance');
  assert.equal(judgeWith('occupancy', { 'histogram:text': ['a', 'a', 'a'], 'content:number': [0, 0, 90] }), [0, 0, 1], 'mostly empty');
});

test('finite: NaN, infinity, and what the host had to refuse; a null is neither', () => {
  const rows = { 'a:number': [1, Number.NaN, null, Number.POSITIVE_INFINITY, null], 'b:number': [1, 1, 1, 1, null] };
  assert.equal(judgeWith('finite', rows, { columns: ['a', 'b'] }), [0, 1, 0, 1, 2]);
  const refused = { coercionFailures: (column: string) => (column === 'b' ? Uint8Array.of(0, 0, 0, 0, 1) : undefined) };
  assert.equal(judgeWith('finite', rows, { columns: ['a', 'b'] }, refused), [0, 1, 0, 1, 1]);
});

test('kinematics: momenta, angles, and what is marked as of the barrel', () => {
  const two = (values: (number | null)[]) => ({ 'Muon_pt_0:number': values, 'Muon_pt_1:number': values.map(() => 10) });
  const angles = (eta: (number | null)[], phi: (number | null)[]) => ({
    'Muon_eta_0:number': eta,
    'Muon_eta_1:number': eta.map(() => 0),
    'Muon_phi_0:number': phi,
    'Muon_phi_1:number': phi.map(() => 0),
  });
  const stored = Math.fround(2.4);
  const rows = { ...two([5, 0, -3, 5, 5, null]), ...angles([2.4, 0, 0, stored, -2.5, null], [Math.fround(Math.PI), 0, 0, 0, 0, 3.2]) };
  assert.equal(judgeWith('kinematics', rows), [0, 1, 1, 0, 1, 1]);
  const electrons = { 'eta:number': [1.479, 1.6, 1.6, null], 'part:text': ['EB', 'EB', 'EE', 'EB'] };
  const options = { pt: [], phi: [], eta: ['eta'], region: ['part'], max_abs_eta: 2.5 };
  assert.equal(judgeWith('kinematics', electrons, options), [0, 1, 0, 2]);
  assert.throws(() => judgeWith('kinematics', electrons, { pt: [], eta: [], phi: [] }), /expected columns of pt, eta or phi, got none/);
  assert.throws(() => judgeWith('kinematics', electrons, { eta: [], region: ['part'] }), /expected at most one region for each eta/);
});

test('charge and same-sign', () => {
  const rows = { 'Muon_charge_0:integer': [1, -1, 0, null, 2], 'Muon_charge_1:integer': [-1, -1, 1, null, null] };
  assert.equal(judgeWith('charge', rows), [0, 0, 1, 2, 1]);
  assert.equal(judgeWith('same-sign', rows), [0, 1, 0, 2, 2]);
});

test('mass-window: masses that can be computed', () => {
  const pair = (pt: (number | null)[]) => ({
    'Muon_pt_0:number': pt,
    'Muon_pt_1:number': pt,
    'Muon_eta_0:number': pt.map(() => 0),
    'Muon_eta_1:number': pt.map(() => 0),
    'Muon_phi_0:number': pt.map(() => 0),
    'Muon_phi_1:number': pt.map(() => Math.PI),
  });
  assert.equal(judgeWith('mass-window', pair([45, 29, 61, null])), [0, 1, 1, 2], 'back to back: twice the momentum');
  assert.throws(() => judgeWith('mass-window', pair([1]), { min: 5, max: 4 }), /expected min <= max, got 5 and 4/);
});

test('mass-peak: a group whose median mass is elsewhere fails as a whole', () => {
  const pair = (masses: number[]) => {
    const half = masses.map((mass) => mass / 2);
    const all = (value: number) => masses.map(() => value);
    const lumisection = { 'run:integer': all(1), 'ls:integer': all(1) };
    return {
      ...lumisection,
      ...{ 'Muon_pt_0:number': half, 'Muon_eta_0:number': all(0), 'Muon_phi_0:number': all(0) },
      ...{ 'Muon_pt_1:number': half, 'Muon_eta_1:number': all(0), 'Muon_phi_1:number': all(Math.PI) },
    };
  };
  const around = (middle: number) => Array.from({ length: 25 }, (_, at) => middle + (at - 12) / 10);
  const judge = (masses: number[], over = {}) => [...new Set(judgeWith('mass-peak', pair(masses), { peak: 91, ...over }))];
  assert.equal(judge(around(91.9)), [0]);
  assert.equal(judge(around(93)), [1]);
  assert.equal(judge(around(93), { max_shift: 2.1 }), [0]);
  assert.equal(judge(around(93), { sigmas: 10 }), [0], 'an error of 0.22 GeV');
  assert.equal(judge(around(93).slice(6)), [2], 'too few');
});

test('reference-histogram: a group far from the reference fails as a whole', async () => {
  const options = { column: 'x', reference: 'x.json', min_rows: 8 };
  const prepared = await prepareWith('reference-histogram', options, '{"edges": [0, 1, 2], "counts": [500, 500]}');
  const judge = (values: (number | null)[]) =>
    judgeWith(
      'reference-histogram',
      { 'run:integer': values.map(() => 1), 'ls:integer': values.map(() => 1), 'x:number': values },
      options,
      {
        prepared,
      },
    );
  assert.equal(judge([0, 1, 0, 1, 0, 1, 0, 1, null]), new Array(9).fill(0));
  assert.equal(judge(new Array(9).fill(0)), new Array(9).fill(1));
  assert.equal(judge([0, 0, 0]), [2, 2, 2]);
});

test('lengths: counts beside the lengths of jagged columns', () => {
  const rows = { 'nMuon:integer': [2, 2, null, 2], 'a:integer': [2, 2, 1, null], 'b:integer': [2, 3, 1, null] };
  assert.equal(judgeWith('lengths', rows, { lengths: ['a', 'b'] }), [0, 1, 2, 2]);
});

test.run();
