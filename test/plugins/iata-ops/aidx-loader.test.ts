import { gzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { aidxLeg, aidxMessage, LATE_LEG, LATE_MESSAGE, operationTime } from '../../../plugins/iata-ops/fixtures/aidx-message.ts';
import { aidxLoader } from '../../../plugins/iata-ops/src/loaders/aidx/aidx-loader.ts';
import { hostApi } from '../../support/host-api.ts';
import { loadFiles, refusalOf } from './load-file.ts';

const test = suite('plugins/iata-ops/aidx-loader');
const { api } = await hostApi();
const loader = aidxLoader(api);
const load = (text: string | Uint8Array, rows = 'message') => loadFiles(loader, { 'a.xml': text }, { rows });
const refused = (text: string | Uint8Array) => refusalOf(loader, { 'a.xml': text });
const root = (inner: string) => aidxMessage(inner);

test('a leg has its identity, times, delay with its basis and codes, resources and passengers', async () => {
  const [row, ...more] = await load(LATE_MESSAGE);
  assert.is(more.length, 0);
  assert.equal(
    [row.carrier, row.flight, row.origin, row.destination, row.flight_date, row.status, row.tail, row.equipment],
    ['XX', '42', 'AAA', 'BBB', new Date('2026-06-01'), 'OP', 'DAXYZ', '320'],
  );
  assert.equal([row.scheduled_off_block, row.actual_off_block], [new Date('2026-06-01T19:30Z'), new Date('2026-06-01T19:50Z')]);
  assert.equal([row.take_off, row.dep_delay_min, row.dep_delay_basis], [new Date('2026-06-01T20:02Z'), 20, 'actual']);
  assert.equal([row.delay_codes, row.declared_delay_min, row.passengers], ['93A;75', 20, 148]);
  assert.equal([row.gate, row.stand, row.terminal, row.gate_airport], ['12', '12L', '1', 'AAA']);
  assert.equal([row.cancelled, row.diverted, row.message_type, row.source_file], [false, false, 'AIDX', 'a.xml']);
  assert.equal(row.message_time, new Date('2026-06-01T19:40Z'));
  assert.equal([row.problem, row.arr_delay_min], [undefined, undefined]);
});

test('an estimate tells the delay where there is no actual time; an early arrival is negative', async () => {
  const times = operationTime('ONB', 'SCT', '2026-06-01T22:00:00Z') + operationTime('ONB', 'EST', '2026-06-01T21:45:00Z');
  const [row] = await load(aidxMessage(aidxLeg(times)));
  assert.equal([row.arr_delay_min, row.arr_delay_basis, row.dep_delay_min], [-15, 'estimated', undefined]);
});

test('DX is cancelled, DV diverted, NOP neither', async () => {
  const legs = ['DX', 'DV', 'NOP'].map((status) => aidxLeg(`<OperationalStatus>${status}</OperationalStatus>`)).join('');
  const rows = await load(aidxMessage(legs));
  assert.equal(
    rows.map(({ status, cancelled, diverted }) => [status, cancelled, diverted]),
    [
      ['DX', true, false],
      ['DV', false, true],
      ['NOP', false, false],
    ],
  );
});

test('many messages in a file, with prefixes and byte order marks; the message that is damaged is one row', async () => {
  const prefixed = LATE_MESSAGE.replaceAll(/<(\/?)([A-Z])/g, '<$1n:$2').replace('xmlns=', 'xmlns:n=');
  const unclosed = LATE_MESSAGE.slice(0, -60);
  const text = ['\ufeff', LATE_MESSAGE, '\n\n', prefixed, unclosed, LATE_MESSAGE.replace('</LegData>', '</LegDate>'), LATE_MESSAGE].join(
    '',
  );
  const rows = await load(text);
  assert.equal(
    rows.map(({ dep_delay_min, problem }) => dep_delay_min ?? String(problem).replace(/got .*/, '')),
    [20, 20, 20, 'message 3: expected XML that is well-formed, ', 'message 4: expected XML that is well-formed, ', 20],
  );
});

test('values that cannot be read are told, the rest of the leg stays', async () => {
  const [row] = await load(aidxMessage(aidxLeg(operationTime('OFB', 'SCT', '2026-02-30T10:00:00Z')).replace('2026-06-01', '1 June')));
  assert.is(row.problem, 'OriginDate: expected a date, got "1 June"; OFB SCT: expected a time, got "2026-02-30T10:00:00Z"');
  assert.is(row.carrier, 'XX');
  const [bare] = await load(aidxMessage('<FlightLeg/>'));
  assert.match(String(bare.problem), /^carrier: expected one in the LegIdentifier, got none; flight: /);
});

test('all chunks of a file give the same rows, wherever they end', async () => {
  const { parseAidx } = await import('../../../plugins/iata-ops/src/loaders/aidx/parse-aidx.ts');
  const bytes = new TextEncoder().encode(LATE_MESSAGE.replace('HARBOUR', 'HÄFEN €') + LATE_MESSAGE);
  const read = async (size: number) => {
    async function* chunks() {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
    }
    const rows = [];
    for await (const row of parseAidx(chunks(), { quote: String, refuse: (message) => new Error(message) })) rows.push(row);
    return rows;
  };
  const whole = await read(bytes.length);
  assert.is(whole.length, 2);
  for (const size of [300, 301, 1000]) assert.equal(await read(size), whole);
});

const entities = Array.from({ length: 9 }, (_, level) => `<!ENTITY l${level + 1} "${`&l${level};`.repeat(10)}">`).join('');
const BOMBS: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
  ['a billion laughs', `<!DOCTYPE l [<!ENTITY l0 "ha">${entities}]>${root('<FlightLeg>&l9;</FlightLeg>')}`, /no DOCTYPE/],
  ['quadratic blow-up', `<!DOCTYPE l [<!ENTITY l "${'a'.repeat(60_000)}">]><l>${'&l;'.repeat(60_000)}</l>`, /no DOCTYPE/],
  ['an external entity', `<!DOCTYPE l [<!ENTITY l SYSTEM "file:///etc/hostname">]><l>&l;</l>`, /no DOCTYPE/],
  ['an external DTD', '<!DOCTYPE l SYSTEM "http://127.0.0.1:1/l.dtd"><l/>', /no DOCTYPE/],
  ['an attribute of 2 MB', root(`<FlightLeg a="${'a'.repeat(2_000_000)}"/>`), /an attribute, text or name of at most 1048576/],
  ['a text of 2 MB', root(`<FlightLeg>${'a'.repeat(2_000_000)}</FlightLeg>`), /an attribute, text or name of at most 1048576/],
  ['a comment of 2 MB', root(`<!--${'a'.repeat(2_000_000)}-->`), /an attribute, text or name of at most 1048576/],
  ['a name of 2 MB', root(`<${'a'.repeat(2_000_000)}/>`), /an attribute, text or name of at most 1048576/],
  [
    '100,000 attributes',
    root(`<FlightLeg ${Array.from({ length: 100_000 }, (_, at) => `a${at}=""`).join(' ')}/>`),
    /at most 64 attributes/,
  ],
  ['a depth of 100,000', root('<FlightLeg>'.repeat(100_000)), /elements at most 64 deep/],
  ['100,001 elements in a leg', root(`<FlightLeg>${'<a/>'.repeat(100_001)}</FlightLeg>`), /at most 100000 elements in a flight leg/],
  ['a processing instruction', root('<?run this?>'), /no processing instructions/],
  ['64 MB of blanks, packed', gzipSync(Buffer.alloc(64 * 1024 * 1024, ' ')), /more than 1 MiB of blanks/],
  [
    '64 MB of one text, packed',
    gzipSync(root(`<FlightLeg>${'a'.repeat(64 * 1024 * 1024)}`)),
    /an attribute, text or name of at most 1048576/,
  ],
  ['another root', '<html/>', /a root element IATA_AIDX_FlightLegNotifRQ, got html/],
  ['another namespace', aidxMessage('', 'xmlns="urn:other"'), /the namespace http:\/\/www\.iata\.org\/IATA\/2007\/00, got urn:other/],
  ['UTF-16', Buffer.from(`\ufeff${LATE_MESSAGE}`, 'utf16le'), /UTF-8 or ISO 8859-1, got UTF-16/],
  ['an unknown encoding', LATE_MESSAGE.replace('utf-8', 'utf-7'), /UTF-8 or ISO 8859-1, got "utf-7"/],
];
for (const [what, text, message] of BOMBS) {
  test(`${what}: the file is refused in one line`, async () => {
    const got = await refused(text);
    assert.match(got, /^SourceError: .*a\.xml: expected /);
    assert.match(got, message);
    assert.not.match(got, /\n/);
  });
}

test('an entity that nobody declared is a damaged message, its five own are text', async () => {
  const [row] = await load(LATE_MESSAGE.replace('>12L<', '>&lt;&#65;&amp;<'));
  assert.is(row.stand, '<A&');
  const [damaged] = await load(LATE_MESSAGE.replace('>12L<', '>&nbsp;<'));
  assert.match(String(damaged.problem), /^message 1: expected XML that is well-formed, got /);
});

test('ISO 8859-1 is read where the declaration says so', async () => {
  const text = LATE_MESSAGE.replace('utf-8', 'ISO-8859-1').replace('>12L<', '>Süd<');
  assert.is((await load(Buffer.from(text, 'latin1')))[0].stand, 'Süd');
});

test('a leg is not mixed with the ones it is linked to, nor with what a vendor adds', async () => {
  const [row] = await load(LATE_MESSAGE);
  assert.equal([row.carrier, row.flight], ['XX', '42']);
  assert.is((await load(aidxMessage(LATE_LEG + LATE_LEG))).length, 2);
});

const sentAt = (clock: string, data: string, identifier = '') =>
  aidxMessage(aidxLeg(data, identifier)).replace('19:40:00Z', `${clock}:00Z`);
const gateOf = (gate: string, end = 'Departure') =>
  `<AirportResources><Resource DepartureOrArrival="${end}"><PassengerGate>${gate}</PassengerGate></Resource></AirportResources>`;
const tail = (registration: string) => `<AircraftInfo><Registration>${registration}</Registration></AircraftInfo>`;

test('the messages of a leg, of all files, are one row: what is told later replaces, what is left out stays', async () => {
  const planned = operationTime('OFB', 'SCT', '2026-06-01T19:30:00Z') + operationTime('ONB', 'SCT', '2026-06-01T22:00:00Z');
  const files = {
    'a.xml': sentAt('10:00', planned + gateOf('A1') + tail('DAXYZ')) + sentAt('12:00', gateOf('B2') + tail('DAXYW')),
    'b.xml': sentAt('23:00', operationTime('ONB', 'ACT', '2026-06-01T22:10:00Z') + gateOf('C3', 'Arrival')) + aidxMessage('<FlightLeg/>'),
    // Sent before the others, and read behind them.
    'c.xml': sentAt('11:00', gateOf('A9') + operationTime('OFB', 'EST', '2026-06-01T19:35:00Z')),
  };
  const [bare, row, ...more] = await loadFiles(loader, files);
  assert.equal([more.length, bare.source_file, bare.messages], [0, 'b.xml', 1]);
  assert.equal([row.gate, row.gate_airport, row.tail, row.messages, row.source_file], ['B2', 'AAA', 'DAXYW', 4, 'a.xml']);
  assert.equal([row.scheduled_off_block, row.dep_delay_min, row.arr_delay_min], [new Date('2026-06-01T19:30Z'), 5, 10]);
  assert.equal([row.message_time, row.cancelled], [new Date('2026-06-01T23:00Z'), false]);
  assert.is((await loadFiles(loader, files, { rows: 'message' })).length, 5);
});

test('what a message calls no longer known is null, and a cancellation can be taken back', async () => {
  const off = (time: string) => operationTime('OFB', 'EST', time);
  const status = (text: string) => `<OperationalStatus>${text}</OperationalStatus>`;
  const [row] = await load(sentAt('10:00', off('2026-06-01T19:30:00Z') + status('DX')) + sentAt('11:00', off('')), 'movement');
  assert.equal([row.estimated_off_block, row.cancelled], [undefined, true]);
  assert.is((await load(sentAt('10:00', status('DX')) + sentAt('11:00', status('OP')), 'movement'))[0].cancelled, false);
  // Legs of other days and airports, and repeated ones, are others.
  const others = sentAt('10:00', '').replace('2026-06-01<', '2026-06-02<') + sentAt('10:00', '', '<RepeatNumber>2</RepeatNumber>');
  assert.is((await load(sentAt('10:00', '') + others, 'movement')).length, 3);
});

test('an empty time of cancellation cancels nothing', async () => {
  assert.is((await load(aidxMessage(aidxLeg(operationTime('CNL', 'ACT', '')))))[0].cancelled, false);
  assert.is((await load(aidxMessage(aidxLeg(operationTime('CNL', 'ACT', '2026-06-01T19:00:00Z')))))[0].cancelled, true);
});

test('gate and stand of several resources are one, the actual ones before the planned', async () => {
  const resource = (inner: string) => `<Resource DepartureOrArrival="Departure">${inner}</Resource>`;
  const gate = (text: string) => `<PassengerGate>${text}</PassengerGate>`;
  const stand = '<AircraftParkingPosition>S7</AircraftParkingPosition>';
  const [row] = await load(
    aidxMessage(
      aidxLeg(
        `<AirportResources Usage="Planned">${resource(gate('A1'))}${resource(stand)}</AirportResources>` +
          `<AirportResources Usage="Actual">${resource(gate('B2'))}</AirportResources>`,
      ),
    ),
  );
  assert.equal([row.gate, row.stand], ['B2', 'S7']);
});

test('the end of a message within a comment or CDATA is none', async () => {
  const end = '</IATA_AIDX_FlightLegNotifRQ>';
  const [row, ...more] = await load(
    LATE_MESSAGE.replace('<FlightLeg>', `<!-- ${end} --><FlightLeg>`).replace('>12L<', `><![CDATA[${end}]]><`),
  );
  assert.equal([row.stand, row.problem, more.length], [end, undefined, 0]);
});

test.run();
