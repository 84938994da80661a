import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { hxlLoader } from '../../../plugins/un-logistics/src/loaders/hxl/hxl-loader.ts';
import { readTagspec, writeTagspec } from '../../../plugins/un-logistics/src/loaders/hxl/read-tagspec.ts';
import { typeOfTag } from '../../../plugins/un-logistics/src/loaders/hxl/type-of-tag.ts';
import { readRows } from './read-rows.ts';
import { sourceFailure } from './source-failure.ts';

const test = suite('un-logistics/hxl');

const read = (content: string, options = {}, over = {}) => readRows(hxlLoader, { 'a.csv': content }, options, over);

const TAGGED = [
  'Who does what where,,,,,',
  'Where,,"What,',
  'exactly",Reached,,When',
  'District,Code,,f,m,',
  '#ADM2 +Name,# adm2+code,#sector + es,#reached +m +f,#reached +f+m,#date+start',
  'Beyla,007,WASH,12,3.5,2024-03-01',
  '"Kou, or\nso",010,Santé,,4,1 March 2024',
  '',
].join('\n');

test('finds the tags below several header rows, sorts attributes, numbers what repeats', async () => {
  const { schema, rows, warnings } = await read(TAGGED);
  assert.equal(schema, [
    '#adm2+name:text',
    '#adm2+code:text',
    '#sector+es:text',
    '#reached+f+m:number',
    '#reached+f+m (2):number',
    '#date+start:date',
  ]);
  assert.equal(rows.map(Object.values), [
    ['Beyla', '007', 'WASH', 12, 3.5, '2024-03-01'],
    ['Kou, or\nso', '010', 'Santé', null, 4, '2024-03-01'],
  ]);
  assert.equal(warnings, []);
});

test('names columns by their headers where asked to, the lowest that says something', async () => {
  const { schema } = await read(TAGGED, { names: 'headers' });
  assert.equal(schema, ['District:text', 'Code:text', 'What, exactly:text', 'f:number', 'm:number', 'When:date']);
  const { schema: bare } = await read('#org,#value\nA,1\n', { names: 'headers' });
  assert.equal(bare, ['#org:text', '#value:number']);
});

test('a table without tags is an ordinary CSV; blank and repeated headers get names', async () => {
  const { schema, rows } = await read('name,,n,n\nx,1,2.5,true\ny,2,3,false,more\n');
  assert.equal(schema, ['name:text', 'column_2:integer', 'n:number', 'n (2):boolean', 'column_5:text']);
  assert.equal(Object.values(rows[1]), ['y', 2, 3, false, 'more']);
  const error = await sourceFailure(read('name,n\nx,1\n', { require_tags: true }));
  assert.match(error.message, 'a.csv: expected a row of HXL hashtags within the first 25, got none');
});

test('tags may be on row 25, not on row 26, and half of the cells is enough', async () => {
  const lines = (before: number) => `${'title,\n'.repeat(before)}#org,country\nA,B\n`;
  assert.equal((await read(lines(24))).schema, ['#org:text', 'column_2:text']);
  assert.equal((await read(lines(25))).schema, ['title:text', 'column_2:text']);
  assert.equal((await read('a,b,c\n#x,y,z\n1,2,3\n')).schema, ['a:text', 'b:text', 'c:text']);
});

test('short rows are filled up; cells beyond the widest of the first rows are left out with a warning', async () => {
  const { schema, rows } = await read('a,b\n#org,#value\nA\nB,2,odd\n');
  assert.equal(schema, ['#org:text', '#value:number', 'column_3:text']);
  assert.equal(rows.map(Object.values), [
    ['A', null, null],
    ['B', 2, 'odd'],
  ]);
  const far = await read(`#org,#value\n${'A,1\n'.repeat(60)}B,2,odd\n`);
  assert.is(far.rows.length, 61);
  assert.match(far.warnings.join(), 'line 62 has more cells than the 2 columns');
});

test('a column whose values are not what its tag says is text in every batch, with a warning', async () => {
  const content = `#org,#affected,#date,#date+iso\n${'A,1,2024-01-01,2024-01-01\n'.repeat(5)}B,many,03/04/2024,5 May 2024\n`;
  const { schema, rows, warnings } = await read(content, {}, { batchRows: 2 });
  assert.equal(schema, ['#org:text', '#affected:text', '#date:text', '#date+iso:date']);
  assert.equal(Object.values(rows[5]), ['B', 'many', '03/04/2024', '2024-05-05']);
  assert.equal(warnings, [
    'column "#affected": expected a number in every cell, as its hashtag says, got "many": read as text',
    'column "#date": expected a date in every cell, as its hashtag says, got "03/04/2024": read as text',
  ]);
  const hidden = await read(content, {}, { hides: () => true });
  assert.not.match(hidden.warnings.join(), 'many');
  const dayFirst = await read(content, { dates: ['yyyy-mm-dd', 'd/m/yy', 'd-mmm-yy'] });
  assert.is(dayFirst.rows[5]['#date'], '2024-04-03');
});

test("the contract's types come before the tags'; a window selects", async () => {
  const content = '#org,#value,#date\nA,1,2024-01-01\nB,2,2024-02-01\n';
  const contract = [{ name: '#value', type: 'text' as const }];
  const window = { column: '#date', from: '2024-02-01T00:00:00.000Z', to: '2024-03-01T00:00:00.000Z' };
  const { schema, rows } = await read(content, {}, { contract, window });
  assert.equal(schema, ['#org:text', '#value:text', '#date:date']);
  assert.equal(rows.map(Object.values), [['B', '2', '2024-02-01']]);
});

test('a window selects by the dates that were read, however they are written', async () => {
  const window = { column: '#date', from: '1999-02-01T00:00:00.000Z', to: '1999-04-01T00:00:00.000Z' };
  const orgs = async (dates: readonly string[], over = {}, options = {}) => {
    const content = `#org,#date\n${dates.map((date, row) => `${row},${date}\n`).join('')}`;
    const { rows } = await read(content, options, { window, batchRows: 2, ...over });
    return rows.map((row) => row['#org']).join();
  };
  assert.is(await orgs(['1 March 1999', '1 March 2024', '1999-03-02', '', '2 May 1999']), '0,2,3');
  assert.is(await orgs(['1 March 2024', '1 May 2024']), '');
  // As text, too: one cell is no date.
  assert.is(await orgs(['1 March 1999', '1 March 2024', 'soon', '1999-03-31T23:30:00-01:00', '1999-03-31 23:30']), '0,2,4');
  assert.is(await orgs(['03/04/1999', '04/03/1999'], {}, { dates: ['d/m/yy'] }), '1');
  const contract = [{ name: '#date', type: 'date' as const }];
  assert.is(await orgs(['1 March 1999', '1 March 2024'], { contract }), '0');
  assert.match((await sourceFailure(orgs(['soon', 'later']))).message, 'of which none reads as one');
  assert.match((await sourceFailure(orgs(['1999-03-01'], { window: { ...window, column: '#due' } }))).message, 'got #org, #date');
});

test('the option `dates` holds for a column of dates that the contract names; what is no date is left to it', async () => {
  for (const type of ['date', 'timestamp'] as const) {
    const given = { contract: [{ name: '#date', type }] };
    const { rows, warnings } = await read('#org,#date\nA,03/04/2024\nB,soon\nC,\n', { dates: ['d/m/yy'] }, given);
    assert.equal(
      rows.map((row) => row['#date']),
      ['2024-04-03', 'soon', null],
    );
    assert.equal(warnings, []);
    assert.is((await read('#org,#date\nA,2024-04-03\n', {}, given)).schema[1], `#date:${type}`);
  }
});

test('what nobody says anything of is guessed from all values, whatever the batches', async () => {
  const content =
    'i,n,b,d,t,code,mixed,none\n1,1,true,2024-01-01,2024-01-01,7,1,\n2,2.5,FALSE,2024-02-29,2024-01-01T10:00:00Z,007,2024-02-30,\n';
  const expected = ['i:integer', 'n:number', 'b:boolean', 'd:date', 't:timestamp', 'code:text', 'mixed:text', 'none:text'];
  const whole = await read(content);
  assert.equal(whole.schema, expected);
  assert.equal(await read(content, {}, { batchRows: 1 }), whole);
});

test('several files are one table if their columns agree; no rows give the columns', async () => {
  const files = { 'a.csv': '#org,#value\nA,1\n', 'b.csv': 'org;value\n#org;#value\nB;x\n' };
  const { schema, rows } = await readRows(hxlLoader, files, { path: '.' });
  assert.equal(schema, ['#org:text', '#value:text']);
  assert.equal(rows.map(Object.values), [
    ['A', '1'],
    ['B', 'x'],
  ]);
  const error = await sourceFailure(readRows(hxlLoader, { ...files, 'c.csv': '#org,#affected\nA,1\n' }, { path: '.' }));
  assert.match(error.message, 'expected the columns of the first file, got "#affected" as column 2 instead of "#value"');
  const none = await read('#org,#value\n');
  assert.equal([none.rows.length, none.schema], [0, ['#org:text', '#value:number']]);
  assert.is((await sourceFailure(read(''))).code, 'OADS_SOURCE_EMPTY');
});

test('tagspecs and the types that the standard gives them', () => {
  const specs: [string, string | undefined][] = [
    ['#adm2 +name', '#adm2+name'],
    ['  # Org +b + A ', '#org+a+b'],
    ['#org+a+a', '#org+a'],
    ['org', undefined],
    ['#', undefined],
    ['#1', undefined],
    ['#org name', undefined],
    ['#org+', undefined],
    [`#${'a'.repeat(300)}`, undefined],
  ];
  for (const [text, expected] of specs) {
    const spec = readTagspec(text);
    assert.is(spec && writeTagspec(spec), expected, text);
  }
  const types: [string, string | undefined][] = [
    ['#date', 'date'],
    ['#date+year', undefined],
    ['#item+date', 'date'],
    ['#geo+lat', 'number'],
    ['#geo+coord', undefined],
    ['#value+usd', 'number'],
    ['#value+currency', 'text'],
    ['#affected+f', 'number'],
    ['#indicator+num', 'number'],
    ['#adm1+code', 'text'],
    ['#org', undefined],
  ];
  for (const [text, expected] of types) assert.is(typeOfTag(readTagspec(text)!), expected, text);
});

test.run();
