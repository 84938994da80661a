import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { containerNumberCheck } from '../../../plugins/un-logistics/src/checks/container-number.ts';
import { gs1KeyCheck } from '../../../plugins/un-logistics/src/checks/gs1-key.ts';
import { locodeCheck } from '../../../plugins/un-logistics/src/checks/locode.ts';
import { pcodeCheck } from '../../../plugins/un-logistics/src/checks/pcode.ts';
import { scratchDir } from '../../support/cli.ts';
import { judgeCheck } from './judge-check.ts';

const test = suite('plugins/un-logistics/code-checks');
let scratch: Awaited<ReturnType<typeof scratchDir>>;
test.before(async () => {
  scratch = await scratchDir();
  writeFileSync(path.join(scratch.dir, 'locodes.csv'), 'locode,latitude,longitude\nKEMBA,-4.05,39.67\n');
  writeFileSync(
    path.join(scratch.dir, 'pcodes.csv'),
    'Location,Admin Level,P-Code,Name,Parent P-Code\nKEN,1,KE001,A,KE\nKEN,2,KE001001,B,KE001\n',
  );
  writeFileSync(path.join(scratch.dir, 'other.csv'), 'a,b\n1,2\n');
});
test.after(() => scratch.remove());

const column = 'code';

test('a container number needs its check digit', async () => {
  // The example of ISO 6346.
  const rows = { 'code:text': ['CSQU3054383', 'csqu 305438-3', 'CSQU3054384', 'CSQX3054383', null] };
  assert.equal(await judgeCheck(containerNumberCheck, rows, { options: { column } }), [0, 0, 1, 1, 2]);
});

test('a GS1 key needs length and check digit, also where integers have lost their zeros', async () => {
  const keys = { 'code:text': ['4006381333931', '4006381333930', '400638133393', null] };
  assert.equal(await judgeCheck(gs1KeyCheck, keys, { options: { column, key: 'gln' } }), [0, 1, 1, 2]);
  const numbers = { 'code:integer': [4006381333931n, 73513537n, 73513538n] };
  assert.equal(await judgeCheck(gs1KeyCheck, numbers, { options: { column, key: 'gtin' } }), [0, 0, 1]);
});

test('a UN/LOCODE is in the edition that ships, or in a list of the user', async () => {
  const rows = { 'code:text': ['KEMBA', 'KE NBO', 'QQABC', 'KEMB', 'NLRTM', null] };
  assert.equal(await judgeCheck(locodeCheck, rows, { options: { column } }), [0, 0, 1, 1, 0, 2]);
  assert.equal(await judgeCheck(locodeCheck, rows, { options: { column, codes: 'locodes.csv' }, dir: scratch.dir }), [0, 1, 1, 1, 1, 2]);
});

test('a P-code is in the list, and of the level', async () => {
  const rows = { 'code:text': ['KE001', 'ke001001', 'KE009', null] };
  const given = (options: Record<string, unknown>) => ({ options: { column, codes: 'pcodes.csv', ...options }, dir: scratch.dir });
  assert.equal(await judgeCheck(pcodeCheck, rows, given({})), [0, 0, 1, 2]);
  assert.equal(await judgeCheck(pcodeCheck, rows, given({ level: 2 })), [1, 0, 1, 2]);
});

test('a list that is none is a source error that names the file', async () => {
  const failure = await judgeCheck(
    pcodeCheck,
    { 'code:text': ['KE001'] },
    { options: { column, codes: 'other.csv' }, dir: scratch.dir },
  ).then(
    () => undefined,
    (error: unknown) => error as Error & { exitCode: number },
  );
  assert.is(failure?.exitCode, 3);
  assert.match(failure?.message ?? '', /^other\.csv: expected a column "P-Code"/);
});

test.run();
