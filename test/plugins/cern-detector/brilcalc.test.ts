import { gzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SourceError } from '../../../src/core/errors.ts';
import { loadFiles } from './load-files.ts';

const test = suite('cern-detector/brilcalc');

const HEADER = '#run:fill,ls,time,beamstatus,E(GeV),delivered(/pb),recorded(/pb),avgpu,source';
const row = (ls: string, rest = '06/16/17 20:55:44,STABLE BEAMS,6500,0.2,0.19,40.3,HFET') => `297050:5839,${ls},${rest}`;
const load = (text: string, options = {}, over = {}) => loadFiles('brilcalc', { 'lumi.csv': text }, options, over);
const refused = async (text: string, message: RegExp) => {
  const error = await load(text).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.instance(error, SourceError);
  assert.match((error as Error).message, message);
};

test('a row is a lumisection', async () => {
  const { rows, warnings } = await load(`#Data tag : 19v2\n${HEADER}\n${row('12:12')}\n`);
  assert.equal(rows, [
    {
      run: 297050,
      fill: 5839,
      ls: 12,
      cms_ls: 12,
      time: '2017-06-16T20:55:44Z',
      beam_status: 'STABLE BEAMS',
      energy_gev: 6500,
      delivered: 0.2,
      recorded: 0.19,
      recorded_fraction: 0.19 / 0.2,
      pileup: 40.3,
      source: 'HFET',
      problem: null,
    },
  ]);
  assert.equal(warnings, []);
});

test('luminosities are /pb whatever their unit; other columns may come in any order or not at all', async () => {
  const luminosities = async (unit: string) => {
    const { rows } = await load(`#recorded(${unit}),run:fill,ls,delivered(${unit}),xyz\n10,1:2,3:3,20,5\n`);
    return [rows[0].delivered, rows[0].recorded];
  };
  assert.equal(await luminosities('/fb'), [20_000, 10_000]);
  assert.equal(await luminosities('/nb'), [20 * 1e-3, 10 * 1e-3]);
  assert.equal(await luminosities('/ub'), [20 * 1e-6, 10 * 1e-6]);
  assert.equal(await luminosities('hz/ub'), [20 * 23.31 * 1e-6, 10 * 23.31 * 1e-6]);
  const { warnings } = await load('run:fill,ls,delivered(/pb),recorded(/pb),xyz\n1:2,3:3,1,1,5\n');
  assert.equal(warnings, ['lumi.csv: columns that are not read: xyz']);
});

test('times may be seconds, files gzip, line ends any; rows of several files follow each other', async () => {
  const seconds = `${HEADER}\r\n${row('1:1', '1497646544,STABLE BEAMS,6500,0,0,0,HFET')}\r\n`;
  const { rows } = await loadFiles('brilcalc', { 'a.csv': seconds, 'b.csv.gz': gzipSync(`${HEADER}\r${row('2:0')}`) });
  assert.equal(
    rows.map(({ ls, cms_ls, time, recorded_fraction: fraction }) => [ls, cms_ls, time, fraction]),
    [
      [1, 1, '2017-06-16T20:55:44Z', null],
      [2, 0, '2017-06-16T20:55:44Z', 0.19 / 0.2],
    ],
  );
});

test('a damaged row is given with its problem', async () => {
  const lines = [
    row('12'),
    '297050:5839,12:12',
    row('13:13', '13/40/17 20:55:44,STABLE BEAMS,6500,0.2,0.19,40.3,HFET'),
    row('14:14', '06/16/17 20:55:44,STABLE BEAMS,6500,none,0.19,40.3,HFET'),
    `${row('15:15')},more`,
    row('16:16', '06/16/17 20:55:44,STABLE BEAMS,6500,1e999,,,'),
  ];
  const { rows } = await load(`${HEADER}\n${lines.join('\n')}\n`);
  assert.equal(
    rows.map(({ run, ls, problem }) => [run, ls, problem]),
    [
      [297050, null, 'ls: expected two numbers of the lumisection, as 12:12, got "12"'],
      [null, null, 'expected 9 cells, got 2'],
      [297050, 13, 'time: expected MM/DD/YY HH:MM:SS, got "13/40/17 20:55:44"'],
      [297050, 14, 'delivered: expected a number, got "none"'],
      [null, null, 'expected 9 cells, got more'],
      [297050, 16, 'delivered: expected a number, got "1e999"'],
    ],
  );
});

test('its summary must count the rows', async () => {
  const summary = (count: number) => `#Summary:\n#nfill,nrun,nls,ncms,totdelivered(/pb),totrecorded(/pb)\n#1,1,${count},2,0.4,0.38\n`;
  const table = `${HEADER}\n${row('1:1')}\n${row('2:2')}\n`;
  assert.equal((await load(table + summary(2))).warnings, []);
  assert.equal((await load(table + summary(3))).warnings, [
    'lumi.csv: its summary counts 3 lumisections, the table has 2: was it cut or edited?',
  ]);
});

test('the golden JSON and the window let rows through', async () => {
  const table = `${HEADER}\n${[1, 2, 3].map((ls) => row(`${ls}:${ls}`, `06/16/17 20:55:0${ls},S,6500,1,1,1,H`)).join('\n')}\nbroken\n`;
  const filtered = async (golden: string) => {
    const { rows, warnings } = await loadFiles('brilcalc', { 'lumi.csv': table, 'golden.json': golden }, { golden: 'golden.json' });
    return { ls: rows.map(({ ls }) => ls), warnings };
  };
  assert.equal(await filtered('{"297050": [[2, 9]]}'), { ls: [2, 3, null], warnings: [] });
  assert.equal(await filtered('{"5": [[2, 9]]}'), {
    ls: [null],
    warnings: ['none of the 3 lumisections is in the golden JSON: is it of another period?'],
  });
  const window = { column: 'time', from: '2017-06-16T20:55:02Z', to: '2017-06-16T20:55:03Z' };
  assert.equal(
    (await load(table, {}, { window })).rows.map(({ ls }) => ls),
    [2, null],
  );
});

test('batches hold at most so many rows; a table of none gives one of 0 rows', async () => {
  const table = `${HEADER}\n${[1, 2, 3].map((ls) => row(`${ls}:${ls}`)).join('\n')}\n`;
  assert.equal((await load(table, {}, { batchRows: 2 })).batches, [2, 1]);
  assert.equal((await load(`${HEADER}\n`)).batches, [0]);
});

test('what is no table of lumisections is refused', async () => {
  await refused('', /lumi\.csv: expected the header #run:fill,ls,…, got the end of the file/);
  await refused('+---+\n| run:fill |\n', /line 1: expected the header #run:fill,ls,…, got "\+---\+"/);
  await refused(
    '#run:fill,time,nls,delivered(/pb),recorded(/pb)\n',
    /line 1: expected the columns run:fill, ls, delivered, recorded, got run:fill, time, nls/,
  );
  await refused('#run:fill,ls,delivered,recorded(/pb)\n', /expected a unit of delivered such as \/pb or hz\/ub, got none/);
  await refused('#run:fill,ls,ls,delivered(/pb),recorded(/pb)\n', /expected each column once, got "ls" twice/);
});

test('a negative luminosity is a problem', async () => {
  const text = '#run:fill,ls,delivered(/pb),recorded(/pb)\n1:2,3:3,-1,-0.9\n';
  const [row] = (await loadFiles('brilcalc', { 'a.csv': text })).rows;
  assert.equal([row.delivered, row.recorded, row.problem], [null, null, 'delivered: expected a luminosity of 0 or more, got "-1"']);
});

test.run();
