import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { containerCheckDigit, findContainerFault } from '../../../plugins/un-logistics/src/codes/find-container-fault.ts';
import { findCountry, listCountries } from '../../../plugins/un-logistics/src/codes/find-country.ts';
import { findGs1Fault, gs1CheckDigit } from '../../../plugins/un-logistics/src/codes/find-gs1-fault.ts';
import { loadLocodes } from '../../../plugins/un-logistics/src/codes/load-locodes.ts';
import { loadPcodes } from '../../../plugins/un-logistics/src/codes/load-pcodes.ts';
import { loadShippedLocodes } from '../../../plugins/un-logistics/src/codes/load-shipped-locodes.ts';
import { readIncoterm } from '../../../plugins/un-logistics/src/codes/read-incoterm.ts';
import { splitRecords } from '../../../plugins/un-logistics/src/codes/split-records.ts';

const test = suite('un-logistics/codes');

test('the check digit of containers is that of ISO 6346', () => {
  // The first and the last are the usual example of the standard.
  for (const number of ['CSQU3054383', 'MSKU9070323', 'TGHU7599330', 'csqu 305438-3'])
    assert.is(findContainerFault(number), undefined, number);
  assert.is(containerCheckDigit('CSQU305438'), 3);
  assert.is(findContainerFault('CSQU3054384'), 'expected the check digit 3, got 4');
  for (const text of ['', 'CSQX3054383', 'CSQU305438', 'CSQU30543833', '12345678901'])
    assert.match(findContainerFault(text) ?? '', 'expected 3 letters');
});

test('any one wrong digit of a container is found', () => {
  const number = 'CSQU3054383';
  for (let place = 4; place < 11; place++) {
    for (let digit = 0; digit < 10; digit++) {
      const other = number.slice(0, place) + digit + number.slice(place + 1);
      if (other !== number) assert.is.not(findContainerFault(other), undefined, other);
    }
  }
});

test('the check digit of GS1 keys is their mod 10', () => {
  // Examples of the GS1 General Specifications.
  assert.is(gs1CheckDigit('629104150021'), 3);
  assert.is(gs1CheckDigit('10614141234567890'), 8);
  assert.is(findGs1Fault('106141412345678908', 'sscc'), undefined);
  assert.is(findGs1Fault('(00)106141412345678908', 'gtin'), undefined);
  assert.is(findGs1Fault('https://id.gs1.org/00/106141412345678908', 'gtin'), undefined);
  assert.is(findGs1Fault('https://example.org/x/01/09506000134352/10/ABC?11=1', 'sscc'), undefined);
  assert.is(findGs1Fault('6291041500213', 'gtin'), undefined);
  assert.is(findGs1Fault('6291041500214', 'gln'), 'expected the check digit 3, got 4');
  assert.is(findGs1Fault('urn:epc:id:sscc:0614141.1234567890', 'sscc'), undefined);
  assert.is(findGs1Fault('106141412345678909', 'sscc'), 'expected the check digit 8, got 9');
  assert.is(findGs1Fault('12', 'gtin'), 'expected GTIN of 8, 12, 13, 14 digits');
  assert.is(findGs1Fault('abc', 'sscc'), 'expected SSCC of 18 digits');
});

test('Incoterms: the 11 of 2020, those retired with what replaced them, and others', () => {
  assert.equal(readIncoterm('FCA'), { status: 'current', term: 'FCA', name: 'Free Carrier', byWaterOnly: false });
  assert.equal(readIncoterm(' fob Mombasa'), { status: 'current', term: 'FOB', name: 'Free On Board', byWaterOnly: true });
  for (const text of ['CIF, Mombasa', 'CIF-Mombasa', 'cif(Mombasa)']) assert.is(readIncoterm(text).term, 'CIF', text);
  assert.equal(readIncoterm('DDU'), { status: 'retired', term: 'DDU', byWaterOnly: false, since: 2010, replacedBy: 'DAP' });
  assert.is(readIncoterm('DAT').replacedBy, 'DPU');
  for (const text of ['', 'CIFX', 'constructor', 'XYZ', '__proto__']) assert.is(readIncoterm(text).status, 'unknown', text);
  const current = 'EXW FCA CPT CIP DAP DPU DDP FAS FOB CFR CIF'.split(' ');
  assert.ok(current.every((term) => readIncoterm(term).status === 'current'));
});

test('countries by code, name, and the names that shipment tables use', () => {
  const countries = listCountries();
  assert.is(countries.length, 249);
  for (const key of ['alpha2', 'alpha3', 'name'] as const) assert.is(new Set(countries.map((country) => country[key])).size, 249, key);
  for (const { alpha2, alpha3, name } of countries) {
    for (const text of [alpha2, alpha3, name]) assert.is(findCountry(text)?.alpha2, alpha2, text);
  }
  const asWritten = {
    'Congo, DRC': 'CD',
    "Côte d'Ivoire": 'CI',
    "COTE D'IVOIRE": 'CI',
    Vietnam: 'VN',
    Swaziland: 'SZ',
    Tanzania: 'TZ',
    moz: 'MZ',
  };
  for (const [text, alpha2] of Object.entries(asWritten)) assert.is(findCountry(text)?.alpha2, alpha2, text);
  assert.is(findCountry('Atlantis'), undefined);
});

test('the edition of UN/LOCODE that ships knows its places, and most of their coordinates', async () => {
  const locodes = await loadShippedLocodes();
  assert.match(locodes.name, /^UN\/LOCODE 20\d\d-[12]$/);
  assert.ok(locodes.size > 100_000, `${locodes.size} places`);
  assert.equal(locodes.get('nl rtm'), { lat: 51 + 55 / 60, lon: 4.5 });
  assert.equal(locodes.get('KEMBA'), { lat: -4, lon: 39.7 }, 'the edition has no coordinates of Mombasa');
  for (const code of ['NLRTM', 'AEJEA', 'CNSHA', 'USNYC', 'BRSSZ', 'NZAKL']) assert.ok(locodes.has(code), code);
  assert.not(locodes.has('NLQQQ'));
  assert.is(locodes.get('XXXXX'), undefined);
});

test('reads published lists of UN/LOCODE: with a header, without, in Windows-1252, with coordinates of either kind', () => {
  const unece =
    ',"NL","RTM","Rotterdam","Rotterdam","ZH","AF","12345---","0401",,"5155N 00430E",""\n,"NL",,".NETHERLANDS",,,,,,,,\n+,"DE","XYZ","Köln","Koln",,,,,,,\n';
  const header = 'Change,Country,Location,Name,NameWoDiacritics,Subdivision,Status,Function,Date,IATA,Coordinates,Remarks\n';
  for (const text of [unece, header + unece]) {
    for (const encoding of ['utf8', 'latin1'] as const) {
      const locodes = loadLocodes(Buffer.from(text, encoding));
      assert.is(locodes.size, 2);
      assert.equal(locodes.get('NL RTM'), { lat: 51 + 55 / 60, lon: 4.5 });
      assert.ok(locodes.has('DEXYZ') && locodes.get('DEXYZ') === undefined);
    }
  }
  const own = loadLocodes(Buffer.from('locode,latitude\nKEMBA,-4.05\n'));
  assert.ok(own.has('KEMBA'));
  assert.equal(loadLocodes(Buffer.from('code,lat,lon\nUS NYC,40.7,-74\n')).get('USNYC'), { lat: 40.7, lon: -74 });
  for (const none of ['a,b\n1,2\n', '1,DEPO,2\n', 'Kenya,KENY,A\n', 'code\nQQABC\nXYZZY\nKEMBA\n'])
    assert.throws(() => loadLocodes(Buffer.from(none)), /expected a list of UN\/LOCODEs, got none/, none);
});

test('reads lists of P-codes, keeps leading zeros, passes over a row of HXL tags', () => {
  const text =
    'Location,Admin Level,P-Code,Name,Parent P-Code,Valid from date\n#country+code,#geo+admin_level,#adm+code,#adm+name,#adm+code+parent,#date\n' +
    'AFG,1,AF01,Kabul,AFG,2021-11-17\r\nXXX,2,0102,"Two, of it",01,\n';
  const pcodes = loadPcodes(Buffer.from(text));
  assert.is(pcodes.size, 2);
  assert.equal(pcodes.get('af01'), { level: 1, name: 'Kabul', parent: 'AFG', country: 'AFG' });
  assert.is(pcodes.get('0102')?.name, 'Two, of it');
  assert.not(pcodes.has('102'));
  assert.throws(() => loadPcodes(Buffer.from('a,b\n1,2\n')), /column "P-Code"/);
  assert.throws(() => loadPcodes(Buffer.from('P-Code\n')), /got none/);
  assert.throws(() => loadPcodes(Buffer.from('a,"open\n1,2\n3')), /got a, open 1,2 3$/);
});

test('splits records: quotes, line ends of any kind, what is cut short', () => {
  const split = (text: string) => [...splitRecords(Buffer.from(text))];
  assert.equal(split('a,"b ""x""\n2",c\r\n\r\n1,,\r3'), [['a', 'b "x"\n2', 'c'], ['1', '', ''], ['3']]);
  assert.equal(split('a,"b'), [['a', 'b']]);
  assert.equal(split('a,'), [['a', '']]);
  assert.equal(split(''), []);
});

test.run();
