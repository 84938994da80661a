import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SourceError } from '../../../src/core/errors.ts';
import { loadFiles } from './load-files.ts';

const test = suite('cern-detector/oms');

const attributes = (over: Record<string, unknown> = {}) => ({
  run_number: 355_100,
  fill_number: 8_000,
  lumisection_number: 7,
  start_time: '2022-07-05T14:50:01Z',
  beam1_stable: true,
  beam2_stable: true,
  physics_flag: true,
  delivered_lumi_per_lumisection: 0.2,
  recorded_lumi_per_lumisection: 0.15,
  pileup: 31.5,
  prescale_index: 3,
  prescale_name: '1p6E34',
  bpix_ready: true,
  rpc_ready: false,
  ...over,
});
const answer = (...entries: Record<string, unknown>[]) =>
  JSON.stringify({ data: entries.map((given, id) => ({ id: String(id), type: 'lumisections', attributes: given })), meta: {} });
const load = (text: string, options = {}, file = 'lumisections.json') => loadFiles('oms', { [file]: text }, options);

test('an answer of the API: a row is a lumisection with its flags', async () => {
  const { rows } = await load(answer(attributes()));
  const { run, fill, ls, time, beam1_stable: stable, delivered, recorded_fraction: fraction, prescale_index: prescale } = rows[0];
  assert.equal(
    [run, fill, ls, time, stable, delivered, fraction, prescale],
    [355_100, 8_000, 7, '2022-07-05T14:50:01Z', true, 0.2, 0.15 / 0.2, 3],
  );
  assert.equal([rows[0].bpix_ready, rows[0].rpc_ready, rows[0].hf_ready, rows[0].problem], [true, false, null, null]);
});

test('a list of attributes, and tables of them, say the same', async () => {
  const [whole] = (await load(answer(attributes()))).rows;
  const given = attributes();
  const csv = `${Object.keys(given).join(',')}\n${Object.values(given).join(',')}\n`;
  assert.equal((await load(JSON.stringify([given]))).rows, [whole]);
  assert.equal((await load(csv, {}, 'lumisections.csv')).rows, [whole]);
  assert.equal((await load(`${JSON.stringify(given)}\n`, {}, 'lumisections.ndjson')).rows, [whole]);
});

test('the unit of luminosities is that of the file, else of the option', async () => {
  const meta = { row: { delivered_lumi_per_lumisection: { units: 'nb^{-1}' } } };
  const named = JSON.stringify({ data: [{ attributes: attributes(), meta }] });
  assert.is((await load(named, { luminosity_unit: '/ub' })).rows[0].delivered, 0.2 * 1e-3);
  assert.is((await load(answer(attributes()), { luminosity_unit: '/ub' })).rows[0].delivered, 0.2 * 1e-6);
});

test('each luminosity has the unit that the answer says of it; one that is not known is a problem', async () => {
  const withUnits = async (delivered: unknown, recorded: unknown) => {
    const row = { delivered_lumi_per_lumisection: { units: delivered }, recorded_lumi_per_lumisection: { units: recorded } };
    return (await load(JSON.stringify({ data: [{ attributes: attributes(), meta: { row } }] }))).rows[0];
  };
  const mixed = await withUnits('pb^{-1}', 'fb^{-1}');
  assert.equal([mixed.delivered, mixed.recorded], [0.2, 150]);
  for (const [unit, scale] of [
    ['1/nb', 1e-3],
    ['/nb', 1e-3],
    ['{\\mu}b^{-1}', 1e-6],
    ['mb^{-1}', 1e-9],
    ['nb-1', 1e-3],
  ] as const) {
    assert.is((await withUnits(unit, unit)).delivered, 0.2 * scale, unit);
  }
  const unknown = await withUnits('pb^{-1}', 'hz/ub');
  assert.equal(
    [unknown.delivered, unknown.recorded, unknown.recorded_fraction, unknown.problem],
    [0.2, null, null, 'recorded_lumi_per_lumisection: expected a unit such as pb^{-1}, got "hz/ub"'],
  );
});

test('one page of a longer answer is remarked', async () => {
  const data = [{ attributes: attributes() }];
  const warned = async (more: object) => (await load(JSON.stringify({ data, ...more }))).warnings;
  assert.match(
    (await warned({ meta: { totalResourceCount: 250 } }))[0],
    /^lumisections\.json: one page of a longer answer: 1 lumisections of 250/,
  );
  assert.match((await warned({ links: { next: 'https://example.org/?page=2' } }))[0], /one page of a longer answer/);
  assert.equal(await warned({ meta: { totalResourceCount: 1 }, links: { next: null } }), []);
});

test('damaged entries are given with their problem', async () => {
  const data = [
    { attributes: attributes({ beam1_stable: 'maybe' }) },
    { attributes: attributes({ lumisection_number: 7.5 }) },
    { attributes: attributes({ start_time: 'yesterday', prescale_name: {} }) },
    { attributes: {} },
    7,
  ];
  const { rows } = await load(JSON.stringify({ data }));
  assert.equal(
    rows.map(({ ls, problem }) => [ls, problem]),
    [
      [7, 'beam1_stable: expected true or false, got "maybe"'],
      [null, 'lumisection_number: expected a whole number, got "7.5"'],
      [7, 'start_time: expected an ISO 8601 time, got "yesterday"'],
      [null, 'expected run_number and lumisection_number, got none'],
      [null, 'expected an object of attributes, got something else'],
    ],
  );
});

test('only certified lumisections, where a golden JSON says which', async () => {
  const text = answer(attributes({ lumisection_number: 1 }), attributes({ lumisection_number: 2 }));
  const { rows } = await loadFiles('oms', { 'a.json': text, 'golden.json': '{"355100": [[2, 2]]}' }, { golden: 'golden.json' });
  assert.equal(
    rows.map(({ ls }) => ls),
    [2],
  );
});

test('what are no lumisections is refused in one line', async () => {
  const messages: [string, string, RegExp][] = [
    ['a.json', '{"data": ', /a\.json: expected JSON of OMS lumisections, got what is no JSON/],
    ['a.json', '{"runs": []}', /got an object without a list `data`/],
    ['a.json', 'null', /got object/],
    ['a.csv', 'run,ls\n1,2\n', /expected the columns run_number and lumisection_number, got "run", "ls"/],
  ];
  for (const [file, text, message] of messages) {
    const error = await load(text, {}, file).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    assert.instance(error, SourceError, text);
    assert.match((error as Error).message, message);
    assert.not.match((error as Error).message, /\n/);
  }
});

test('an empty answer gives a batch of no rows', async () => {
  assert.equal((await load('{"data": []}')).batches, [0]);
});

test.run();
