import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { TELEXES } from '../../../plugins/iata-ops/fixtures/telexes.ts';
import { chooseSpan, monthSpan, nearestDay } from '../../../plugins/iata-ops/src/loaders/telex/telex-days.ts';
import { telexLoader } from '../../../plugins/iata-ops/src/loaders/telex/telex-loader.ts';
import { hostApi } from '../../support/host-api.ts';
import { loadFiles, refusalOf } from './load-file.ts';

const test = suite('plugins/iata-ops/telex-loader');
const { api } = await hostApi();
const loader = telexLoader(api);
const load = (text: string, options = {}) => loadFiles(loader, { 'a.txt': text }, { month: '2026-09', ...options });
/** Rows of what could be read; with `rows: movement` the others come first. */
const loadMovements = async (text: string) => (await load(text)).filter(({ carrier }) => carrier);
const at = (text: string) => new Date(`2026-${text}Z`);
const MICROS = 1000;

test('messages about one leg are one row: departure, arrival, load', async () => {
  const [row] = await loadMovements(TELEXES);
  assert.equal([row.carrier, row.flight, row.tail, row.origin, row.destination], ['XA', '200', 'DAXYZ', 'AAA', 'BBB']);
  assert.equal([row.actual_off_block, row.take_off], [at('09-21T11:00'), at('09-21T11:15')]);
  assert.equal([row.landing, row.actual_on_block, row.estimated_landing], [at('09-21T15:06'), at('09-21T15:12'), at('09-21T15:00')]);
  // The sub-code of DLA is the code 93 of DL, not one more.
  assert.equal([row.delay_codes, row.declared_delay_min], ['93A;75', 15]);
  assert.equal([row.passengers, row.infants, row.load_passengers, row.passengers_by_class, row.seats], [112, 3, 112, 'C8 Y104', 122]);
  assert.equal([row.dead_load_kg, row.baggage_kg, row.cargo_kg, row.mail_kg], [1840, 1440, 400, 0]);
  assert.equal([row.message_type, row.message_time, row.messages, row.line], ['MVT;LDM', at('09-21T11:16'), 3, 2]);
  assert.is(row.problem, undefined);
});

test('a correction replaces what it tells, and nothing else', async () => {
  const [, row] = await loadMovements(TELEXES);
  assert.equal([row.estimated_off_block, row.actual_off_block, row.destination], [at('09-22T11:25'), at('09-22T11:58'), 'CCC']);
  assert.equal([row.delay_codes, row.declared_delay_min, row.messages, row.corrections, row.problem], ['41', 58, 2, 1, undefined]);
});

test('an actual time that changes without a correction is told, and so is a correction of nothing', async () => {
  const message = (time: string, what = 'MVT') => `${what}\nXA1/05.DAXYZ.AAA\nAD${time}\n\n`;
  const [twice] = await load(message('1100') + message('1105'));
  assert.equal([twice.actual_off_block, twice.problem], [at('09-05T11:05'), 'AD: expected it once, or COR, got it anew']);
  assert.is((await load(message('1100') + message('1105', 'COR MVT')))[0].problem, undefined);
  assert.is((await load(message('1100') + message('1100')))[0].problem, undefined);
  assert.is((await load(message('1105', 'COR\nMVT')))[0].problem, 'expected an earlier message that COR corrects');
  const [swapped] = await load(message('1100') + message('1100').replace('DAXYZ', 'DAXYW'));
  assert.equal([swapped.tail, swapped.problem], ['DAXYW', 'tail: expected that of the earlier messages, or COR']);
});

test('a diversion keeps where the flight was bound for', async () => {
  const [, , row] = await loadMovements(TELEXES);
  assert.equal(
    [row.diverted, row.destination, row.diverted_to, row.diversion_reason, row.supplementary],
    [true, 'DDD', 'EEE', '71', 'BAD WEATHER'],
  );
  const arrival = 'DIV\nXA1/05.DAXYZ.DDD\nEA1125 EEE\n\nMVT\nXA1/05.DAXYZ.EEE\nAA1130/1140\n';
  const [landed, ...more] = await load(arrival);
  assert.equal([landed.destination, landed.diverted_to, landed.actual_on_block, more.length], ['DDD', 'EEE', at('09-05T11:40'), 0]);
});

test('what cannot be read is a row with a problem, in its place', async () => {
  const rows = await load(TELEXES, { rows: 'message' });
  assert.is(rows.length, 7);
  assert.equal([rows.at(-1)?.message_type, rows.at(-1)?.problem], [undefined, 'expected MVT, MVA, DIV or LDM, got "CPM"']);
  const [unknown] = await load('MVT\nXA1/05.DAXYZ.AAA\nAD1100 ZZ99\n');
  assert.equal([unknown.actual_off_block, unknown.problem], [at('09-05T11:00'), 'expected an element of a movement message, got "ZZ99"']);
  assert.match(String((await load('MVT\nXA1/32.DAXYZ.AAA\nAD1100\n'))[0].problem), /expected the day of a month/);
  assert.match(String((await load('MVT\nXA1\n'))[0].problem), /expected flight, day, registration/);
  assert.match(String((await load('MVT\nXA1/05.DAXYZ.AAA\n'))[0].problem), /expected an element below the flight, got none/);
});

test('no problem shows a text where a column is hidden', async () => {
  const [row] = await loadFiles(loader, { 'a.txt': 'MVT\nXA1/05/DAXYZ.AAA\n' }, {}, { hides: (column) => column === 'tail' });
  assert.not.match(String(row.problem), /05\/DAXYZ/);
});

for (const [what, text] of [
  ['blank lines', 'MVT\nXA1/05.DAXYZ.AAA\nAD1100\n\nMVT\nXA2/05.DAXYW.AAA\nAD1200\n'],
  ['equals signs', 'MVT\nXA1/05.DAXYZ.AAA\nAD1100=\nMVT\nXA2/05.DAXYW.AAA\nAD1200\n=\n'],
  [
    'ZCZC and NNNN',
    'ZCZC A1\r\nQU AAAKLXX\r\n.BBBKLXX 051105\r\n\r\nMVT\r\nXA1/05.DAXYZ.AAA\r\nAD1100\r\nNNNN\r\nZCZC\r\nMVT\r\nXA2/05.DAXYW.AAA\r\nAD1200\r\nNNNN',
  ],
  ['nothing at all', 'MVT\nXA1/05.DAXYZ.AAA\nAD1100\nMVT\nXA2/05.DAXYW.AAA\nAD1200\n'],
  ['headings', 'QD AAAKLXX\n.BBBKLXX 051105\nMVT\nXA1/05.DAXYZ.AAA\nAD1100\nQD AAAKLXX\n.BBBKLXX 051205\nMVT\nXA2/05.DAXYW.AAA\nAD1200\n'],
  [
    'control characters of the line',
    '\x01QD AAAKLXX\r\n.BBBKLXX 051105\r\n\x02MVT\r\nXA1/05.DAXYZ.AAA\r\nAD1100\r\n\x03MVT\r\nXA2/05.DAXYW.AAA\r\nAD1200\r\n\x03',
  ],
  [
    'line ends of teleprinters',
    '\x01QD AAAKLXX\r\r\n.BBBKLXX 051105\r\r\n\x02MVT\r\r\nXA1/05.DAXYZ.AAA\r\r\nAD1100\r\r\n\x03\r\r\nMVT\r\r\nXA2/05.DAXYW.AAA\r\r\nAD1200\r\r\n',
  ],
] as const) {
  test(`messages are told apart by ${what}`, async () => {
    const rows = await load(text);
    assert.equal(
      rows.map(({ flight, actual_off_block, problem }) => [flight, actual_off_block, problem]),
      [
        ['1', at('09-05T11:00'), undefined],
        ['2', at('09-05T12:00'), undefined],
      ],
    );
  });
}

test('times follow each other over midnight; 2400 is the end of the day', async () => {
  const [row] = await load('MVT\nXA1/05.DAXYZ.AAA\nAD2345/0005 EA0150 BBB\n\nMVT\nXA1/05.DAXYZ.BBB\nAA0148/0155\n');
  assert.equal([row.actual_off_block, row.take_off, row.landing], [at('09-05T23:45'), at('09-06T00:05'), at('09-06T01:48')]);
  assert.equal([row.estimated_landing, row.actual_on_block], [at('09-06T01:50'), at('09-06T01:55')]);
  assert.equal((await load('MVT\nXA1/05.DAXYZ.BBB\nAA/2400\n'))[0].actual_on_block, at('09-06T00:00'));
});

test('a departure after midnight is of the next day where the heading says so', async () => {
  const message = (sent: string) => `QD AAAKLXX\n.BBBKLXX ${sent}\nMVT\nXA1/05.DAXYZ.AAA\nAD0010/0025\n`;
  assert.equal((await load(message('060030')))[0].actual_off_block, at('09-06T00:10'));
  assert.equal((await load(message('050030')))[0].actual_off_block, at('09-05T00:10'));
});

test('days at the end of a month: the flight of the 31st in a message of the 1st, DDHHMM of the next month', async () => {
  const text = 'QD AAAKLXX\n.BBBKLXX 010030\nMVT\nXA1/31.DAXYZ.AAA\nAD312355/010010\n';
  const [row] = await load(text);
  assert.equal([row.flight_date, row.actual_off_block, row.take_off], [at('08-31T00:00'), at('08-31T23:55'), at('09-01T00:10')]);
});

test('a return to the stand and a new departure', async () => {
  const [row] = await load('MVT\nXA1/05.DAXYZ.AAA\nAD1400 RR1412\n\nMVT\nXA1/05.DAXYZ.AAA\nAD1505/1515\n');
  assert.equal([row.returned, row.returned_at, row.actual_off_block], [true, at('09-05T14:12'), at('09-05T15:05')]);
  assert.is(row.problem, undefined);
});

test('legs of one flight number are told apart by their airports', async () => {
  const rows = await load(
    'MVT\nXA1/05.DAXYZ.AAA\nAD0900/0910 EA1000 BBB\n\nMVT\nXA1/05.DAXYZ.BBB\nAA1001/1005\n\nMVT\nXA1/05.DAXYZ.BBB\nAD1100/1110 EA1200 CCC\n\nMVT\nXA1/05.DAXYZ.CCC\nAA1159/1203\n',
  );
  assert.equal(
    rows.map(({ origin, destination, messages }) => [origin, destination, messages]),
    [
      ['AAA', 'BBB', 2],
      ['BBB', 'CCC', 2],
    ],
  );
});

test('a load that does not add up is told', async () => {
  const [row] = await load('LDM\nXA1/05.DAXYZ.Y180.2/4\n-BBB.60/48/4/3.T1840.1/640.3/800\n.PAX/113.PAD/0\n');
  assert.is(row.problem, 'BBB: expected PAX to add up to 112, got 113; BBB: expected compartments to add up to T1840, got 1440');
});

test('the month is that of the option, of the file name, or near the as-of time', () => {
  const asOf = new Date('2026-03-02T10:00:00Z');
  const day = (named: number, month: string | undefined, file: string) => {
    const found = nearestDay(named, chooseSpan(month, file, asOf));
    return found === undefined ? undefined : new Date(found / MICROS).toISOString().slice(0, 10);
  };
  assert.is(day(21, '2026-09', 'mvt-2026-05-20.txt'), '2026-09-21');
  assert.is(day(21, undefined, 'mvt-2026-05-20.txt'), '2026-05-21');
  assert.is(day(1, undefined, 'mvt-20260531.txt'), '2026-06-01');
  assert.is(day(21, undefined, 'mvt-2026-05.txt'), '2026-05-21');
  assert.is(day(28, undefined, 'mvt.txt'), '2026-02-28');
  assert.is(day(5, undefined, 'mvt.txt'), '2026-03-05');
  assert.is(day(9, undefined, 'mvt.txt'), '2026-02-09');
  // The name has digits, but no date.
  assert.is(day(9, undefined, 'mvt-20269999.txt'), '2026-02-09');
});

test('the nearest day has its number and lies within 16 days', () => {
  const days = fc.record({
    day: fc.integer({ min: 1, max: 31 }),
    start: fc.integer({ min: 0, max: 40_000 }),
    length: fc.integer({ min: 0, max: 40 }),
  });
  fc.assert(
    fc.property(days, ({ day, start, length }) => {
      const span = { from: start * 86_400_000_000, to: (start + length) * 86_400_000_000 };
      const found = nearestDay(day, span);
      if (found === undefined) return day > 28;
      const distance = Math.max(0, span.from - found, found - span.to) / 86_400_000_000;
      return new Date(found / MICROS).getUTCDate() === day && distance <= 16;
    }),
  );
  assert.is(monthSpan('2026-13'), undefined);
});

test('an endless line is refused, an endless message is cut and told', async () => {
  assert.match(
    await refusalOf(loader, { 'a.txt': `MVT\n${'A'.repeat(70_000)}` }),
    /^SourceError: .*line 2: expected at most 65536 bytes in a line/,
  );
  const [row] = await load(`MVT\nXA1/05.DAXYZ.AAA\nAD1100\nSI\n${'ON AND ON\n'.repeat(1000)}`);
  assert.equal([row.actual_off_block, row.problem], [at('09-05T11:00'), 'expected at most 500 lines in a message']);
  assert.is(String(row.supplementary).length, 1000);
});

test('each row says which file it is of', async () => {
  const text = (flight: number) => `MVT\nXA${flight}/05.DAXYZ.AAA\nAD1100\n`;
  const rows = await loadFiles(loader, { 'a.txt': text(1) + text(2), 'b.txt': '', 'c.txt': text(3) + text(1) });
  assert.equal(
    rows.map(({ flight, source_file }) => `${flight} ${source_file}`),
    ['1 a.txt', '2 a.txt', '3 c.txt'],
  );
});

const telex = (sent: string, text: string) => `${sent ? `QD AAAKLXX\n.BBBKLXX ${sent}\n` : ''}${text}\n\n`;
const from = (elements: string, what = 'MVT') => `${what}\nXA1/21.DAXYZ.AAA\n${elements}`;
const to = (elements: string) => `MVT\nXA1/21.DAXYZ.BBB\n${elements}`;

test('a departure after a return over midnight is of the next day, and may have a delay of its own', async () => {
  const [row] = await load(telex('', from('AD2340 RR2352\nDL41/0010')) + telex('', from('AD0030/0042\nDL41/0100')));
  assert.equal([row.returned_at, row.actual_off_block, row.take_off], [at('09-21T23:52'), at('09-22T00:30'), at('09-22T00:42')]);
  assert.equal([row.declared_delay_min, row.problem], [60, undefined]);
});

test('times after midnight are of the next day where the heading or an estimate says so', async () => {
  const [off] = await load(telex('220020', from('AD/0012')));
  assert.equal(off.take_off, at('09-22T00:12'));
  const [on] = await load(telex('220020', to('AA/0010')));
  assert.equal(on.actual_on_block, at('09-22T00:10'));
  const [estimated] = await load(telex('212330', to('EA0030')));
  assert.equal(estimated.estimated_landing, at('09-22T00:30'));
  const [late] = await load(telex('', from('ED2350')) + telex('', from('AD0010/0020')));
  assert.equal([late.actual_off_block, late.take_off], [at('09-22T00:10'), at('09-22T00:20')]);
  const [early] = await load(telex('211200', from('ED1130')));
  assert.equal(early.estimated_off_block, at('09-21T11:30'));
});

test('a correction of the delay code leaves no sub-code of the old one', async () => {
  const [row] = await load(telex('', from('AD1100\nDL93/0010\nDLA93A//')) + telex('', from('DL41/0010', 'COR MVT')));
  assert.equal([row.delay_codes, row.problem], ['41', undefined]);
});

test('what was sent earlier replaces nothing, and a correction ahead of its original stays', async () => {
  const [row] = await load(telex('211200', from('AD1100 EA1500 BBB')) + telex('211130', from('AD1100 EA1430 BBB\nPX90')));
  assert.equal([row.estimated_landing, row.passengers, row.message_time], [at('09-21T15:00'), 90, at('09-21T12:00')]);
  const [kept] = await load(telex('', from('AD1158', 'COR MVT')) + telex('', from('AD1150')));
  assert.equal([kept.actual_off_block, kept.problem], [at('09-21T11:58'), undefined]);
});

test.run();
