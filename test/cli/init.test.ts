import { link, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { InitResult } from '../../src/cli/results/init.ts';
import { findViolations } from '../../src/core/schema/validate.ts';
import { runJson, runOads, scratchDir } from '../support/cli.ts';

const test = suite<{ dir: string; remove: () => Promise<void> }>('cli/init');

test.before.each(async (context) => {
  Object.assign(context, await scratchDir());
});
test.after.each(async ({ remove }) => remove());

/** Departures of five weeks, sound and without order in the file; `delay` and `taxi` are what a model may read. */
function departures(rows: number, end: Date): string {
  let seed = 11;
  const uniform = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const lines = Array.from({ length: rows }, (_, index) => {
    const row = (index * 7919) % rows;
    const time = new Date(end.getTime() - (rows - row) * 20 * 60_000).toISOString();
    const gate = uniform() < 0.02 ? '' : `G${Math.floor(8 * uniform())}`;
    return [
      row,
      time,
      (12 + 8 * normal()).toFixed(1),
      (15 + 3 * normal()).toFixed(1),
      'ABC'[row % 3],
      gate,
      `pilot${row}@example.org`,
      'x',
    ].join(',');
  });
  return `flight id,departed,delay,taxi,carrier,gate,pilot_email,source\n${lines.join('\n')}\n`;
}

interface Run {
  summary: { trust_level: string };
  trust: { level: string; reasons: { code: string }[] };
}

test('init, fit, run: three commands from a file of old data to scores that are qualified, by time', async ({ dir }) => {
  await writeFile(path.join(dir, 'flights.csv'), departures(1200, new Date('2020-03-01T00:00:00Z')));
  const init = await runOads(['init', '--from', 'flights.csv'], { cwd: dir, env: { OADS_AS_OF: '' } });
  assert.is(init.code, 0, init.stderr);
  assert.match(init.stdout, /^key {7}flight id \(unique and never empty in all 1,200 rows/m);
  assert.match(init.stdout, /^hold-out {2}from departed 2020-02-\d\dT/m);
  assert.match(init.stdout, /Next:\n {2}oads fit\n {2}oads run\n$/);
  const yaml = await readFile(path.join(dir, 'oads.yaml'), 'utf8');
  assert.match(yaml, /^# yaml-language-server: \$schema=\.\/oads\.schema\.json\n/);
  assert.match(yaml, /features:\n {2}- \{name: delay\}.*\n {2}- \{name: taxi\}/);
  assert.not.match(yaml, /example\.org/, 'no value of a personal column');
  assert.match(yaml, /# {3}mask: \[pilot_email\]/);

  const env = { OADS_AS_OF: '2026-11-22T00:00:00Z' };
  const fit = await runJson<{ training: { rows: number; to: string } }>(['fit'], { cwd: dir, env });
  assert.is(fit.code, 0, fit.stderr);
  const run = await runJson<Run & { summary: { rows: number } }>(['run'], { cwd: dir, env });
  assert.is(run.code, 0, run.stdout);
  assert.equal(
    run.json.trust.reasons.map(({ code }) => code),
    ['age_waived'],
  );
  assert.is(run.json.trust.level, 'qualified');
  const results = await readFile(path.join(dir, 'artifacts/flights/latest/anomaly_results.csv'), 'utf8');
  assert.is(fit.json.training.rows + results.trim().split('\n').length - 1, 1200, 'each row on one side');
  assert.match(results, /^flight id,score/);

  const [own, file] = await Promise.all(
    [['check'], ['check', 'flights.csv']].map((args) => runJson<{ rows: { kept: number } }>(args, { cwd: dir, env })),
  );
  assert.is(own.json.rows.kept, 1200 - fit.json.training.rows, 'single stages read the hold-out');
  assert.is(file.json.rows.kept, 1200, 'a file as an argument is read whole');
});

test('recent data have a freshness check, which the reference passes as of the hold-out: a run is certified', async ({ dir }) => {
  const end = new Date('2026-11-20T11:38:00Z');
  await writeFile(path.join(dir, 'flights.csv'), departures(700, end));
  const env = { OADS_AS_OF: new Date(end.getTime() + 1000).toISOString() };
  const init = await runJson<InitResult>(['init', '--from', 'flights.csv'], { cwd: dir, env });
  assert.is(init.code, 0, init.stderr);
  assert.ok(init.json.checks.some(({ value, commented }) => value.check === 'freshness' && !commented));
  assert.is((await runOads(['fit'], { cwd: dir, env })).code, 0);
  const run = await runJson<Run>(['run'], { cwd: dir, env });
  assert.is(run.json.trust.level, 'certified', JSON.stringify(run.json.trust));
});

test('the result is what its schema says, and -o - prints the config alone', async ({ dir }) => {
  await writeFile(path.join(dir, 'few.csv'), 'id,n\n1,2\n2,3\n');
  const { json } = await runJson<InitResult>(['init', '--from', 'few.csv', '-o', '-'], { cwd: dir });
  assert.equal(findViolations(InitResult, json), []);
  const { stdout, code } = await runOads(['init', '--from', 'few.csv', '-o', '-'], { cwd: dir });
  assert.is(code, 0);
  assert.is(stdout, json.yaml);
  assert.equal(json.next, ['oads check']);
  assert.match(stdout, /# No model: too few rows to fit a model on/);
});

test('a config that is there stays as it is, unless it is forced', async ({ dir }) => {
  await writeFile(path.join(dir, 'few.csv'), 'id,n\n1,2\n2,3\n');
  await writeFile(path.join(dir, 'oads.yaml'), 'mine');
  const refused = await runOads(['init', '--from', 'few.csv'], { cwd: dir });
  assert.is(refused.code, 2);
  assert.match(refused.stderr, /error\[OADS_USAGE_OUTPUT\].*\n {2}hint: name another with -o FILE, or overwrite it with --force/);
  assert.is(await readFile(path.join(dir, 'oads.yaml'), 'utf8'), 'mine');
  assert.is((await runOads(['init', '--from', 'few.csv', '--force'], { cwd: dir })).code, 0);
  assert.match(await readFile(path.join(dir, 'oads.yaml'), 'utf8'), 'pipeline: few');
});

test('the source is never overwritten, by any name, and neither are a link to nowhere and a config of -c', async ({ dir }) => {
  await writeFile(path.join(dir, 'few.csv'), 'id,n\n1,2\n2,3\n');
  await symlink('few.csv', path.join(dir, 'soft'));
  await link(path.join(dir, 'few.csv'), path.join(dir, 'hard'));
  await symlink('nowhere', path.join(dir, 'dangling'));
  const contract =
    'kind: DataContract\napiVersion: v3.0.2\nid: x\nversion: 1.0.0\nstatus: active\nschema:\n  - name: few\n    properties: [{name: id, logicalType: integer}]\n';
  await writeFile(path.join(dir, 'c.yaml'), contract);
  const cases: [string[], RegExp][] = [
    [['--from', 'few.csv', '-o', 'few.csv'], /expected another file than the source.*\n {2}hint: name another file with -o/],
    [['--from', 'few.csv', '-o', 'soft'], /expected another file than the source/],
    [['--from', 'hard', '-o', 'soft'], /expected another file than the source/],
    [['--from', 'c.yaml', '-o', 'c.yaml'], /expected another file than the source/],
    [['--from', 'c.yaml', '--data', 'few.csv', '-o', 'few.csv'], /expected another file than the source/],
    [['--from', 'few.csv', '-o', 'dangling'], /a link to a place where nothing is/],
    [['--from', 'few.csv', '-c', 'x.yaml'], /hint: name the config to write with -o FILE/],
  ];
  for (const [args, message] of cases) {
    const finished = await runOads(['init', '--force', ...args], { cwd: dir });
    assert.is(finished.code, 2, args.join(' '));
    assert.match(finished.stderr, message);
  }
  assert.is(await readFile(path.join(dir, 'few.csv'), 'utf8'), 'id,n\n1,2\n2,3\n');
  assert.is(await readFile(path.join(dir, 'c.yaml'), 'utf8'), contract);
});

test('ages are those at --as-of, and Next names the config where others would read another', async ({ dir }) => {
  await writeFile(path.join(dir, 'flights.csv'), departures(700, new Date('2020-03-01T00:00:00Z')));
  const env = { OADS_CONFIG: 'other.yaml' };
  const { json } = await runJson<InitResult>(['init', '--from', 'flights.csv', '--as-of', '2020-03-02'], { cwd: dir, env });
  assert.ok(json.checks.some(({ value, commented }) => value.check === 'freshness' && !commented));
  assert.equal(json.next, ['oads fit -c oads.yaml', 'oads run -c oads.yaml']);
});

test('what cannot be read writes nothing, and says what to do', async ({ dir }) => {
  await writeFile(path.join(dir, 'empty.csv'), '');
  await writeFile(path.join(dir, 'headerless.csv'), '1,2026-01-01,3.5\n2,2026-01-02,4.5\n');
  await writeFile(path.join(dir, 'other.yaml'), 'kind: Deployment\n');
  await writeFile(path.join(dir, 'old.yaml'), 'kind: DataContract\napiVersion: v2.2.0\n');
  const cases: [string[], number, RegExp][] = [
    [['--from', 'empty.csv'], 3, /OADS_SOURCE_EMPTY/],
    [['--from', 'nowhere.csv'], 3, /no such file/],
    [['--from', 'headerless.csv'], 3, /expected a header, got a first line of values: "1", "2026-01-01", "3.5"/],
    [['--from', 'other.yaml'], 2, /other\.yaml:1:1 expected a data contract/],
    [['--from', 'old.yaml'], 2, /old\.yaml:2:1 expected version 3 of the standard/],
    [['--from', 'empty.csv', '--data', 'x.csv'], 2, /expected --data beside a data contract/],
    [['--from', 'empty.csv', '--table', 'x'], 2, /expected --table beside a connection/],
    [['--from', 'postgres://127.0.0.1/x'], 2, /expected --table/],
    [[], 2, /from/],
  ];
  for (const [args, code, message] of cases) {
    const finished = await runOads(['init', ...args], { cwd: dir });
    assert.is(finished.code, code, `${args.join(' ')}: ${finished.stderr}`);
    assert.match(finished.stderr, message);
  }
  assert.is(await readFile(path.join(dir, 'oads.yaml'), 'utf8').catch(() => 'none'), 'none');
});

test('a row of HXL tags below the header is skipped', async ({ dir }) => {
  const rows = Array.from({ length: 200 }, (_, row) => `${row % 9},${['Conakry', 'Coyah', 'Macenta'][row % 3]},${(row * 13) % 101}`);
  await writeFile(path.join(dir, '3w.csv'), `Sector,Place,Reached\r\n#sector +code,#adm2 +name,#reached\r\n${rows.join('\r\n')}\r\n`);
  const { json } = await runJson<InitResult>(['init', '--from', '3w.csv'], { cwd: dir });
  assert.equal(
    json.columns.map(({ type }) => type),
    ['integer', 'text', 'integer'],
  );
  const check = await runJson<{ rows: { kept: number }; flag: string }>(['check'], { cwd: dir });
  assert.is(check.code, 0, check.stdout);
});

test.run();
