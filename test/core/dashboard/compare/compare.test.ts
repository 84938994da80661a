import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Comparison } from '../../../../src/core/dashboard/compare/comparison.ts';
import { findViolations } from '../../../../src/core/schema/validate.ts';
import { type RunOptions, writeRun } from '../../../support/artifacts.ts';
import { closeDashboards, serveDashboard, type TestServer } from '../../../support/dashboard.ts';

const test = suite('dashboard/compare');
let server: TestServer;

test.before.each(async () => {
  server = await serveDashboard();
});
test.after.each(closeDashboards);

const BEFORE = '2026-03-01T06:00:00.000Z';
const AFTER = '2026-03-01T07:00:00.000Z';

/** The earlier and the later run, and the comparison of the newest with the one before it, which both are by default. */
async function compare(before: RunOptions, after: RunOptions): Promise<Comparison> {
  await writeRun(server.dir, { asOf: BEFORE, ...before });
  await writeRun(server.dir, { asOf: AFTER, ...after });
  return read();
}

async function read(query = ''): Promise<Comparison> {
  const answer = await server.getJson(`/api/compare${query}`);
  assert.equal(findViolations(Comparison, answer), [], query);
  return answer;
}

function setRate(count: number, n: number, interval: [number, number]): RunOptions['edit'] {
  return ({ metrics, system }) => {
    metrics.anomaly_rate = system.summary.anomaly_rate = { value: count / n, count, n, interval };
  };
}

test('without two runs it says so', async () => {
  assert.is((await read()).why_not, 'There is no run yet.');
  const { runId } = await writeRun(server.dir);
  const alone = await read();
  assert.equal([alone.run?.run_id, alone.with, alone.why_not], [runId, null, 'There is no earlier run to compare with.']);
  assert.match((await server.get('/compare')).text, 'There is no earlier run to compare with.');
  assert.is((await read(`?with=${runId}`)).why_not, 'Both are the same run.');
  for (const [query, status] of [
    [`run=${'0'.repeat(16)}`, 404],
    [`with=${'0'.repeat(16)}`, 404],
    ['with=..', 400],
  ] as const)
    for (const route of ['/compare', '/api/compare']) assert.is((await server.get(`${route}?${query}`)).status, status, query);
});

test('reasons gained and lost, checks and features that changed first', async () => {
  const { reasons, checks, features, run, with: other, run_is_newer } = await compare({ level: 'qualified' }, { level: 'withheld' });
  assert.equal([other?.trust_level, run?.trust_level, run_is_newer], ['qualified', 'withheld', true]);
  assert.equal(
    [reasons?.gained, reasons?.lost, reasons?.kept].map((list) => list?.map(({ code }) => code)),
    [['quality_failed'], ['drift_moderate'], []],
  );
  assert.equal(
    checks?.map(({ id, changed, run: now, with: before }) => [id, changed, before?.status, now?.status]),
    [
      ['not_null_origin', true, 'pass', 'fail'],
      ['row_count', false, 'pass', 'pass'],
    ],
  );
  assert.equal(checks?.[0].run?.failed?.n, 2003);
  assert.equal(
    features?.map(({ feature, changed, effect }) => [feature, changed, effect]),
    [
      ['dep_delay', true, 'psi'],
      ['distance', false, 'psi'],
    ],
  );
  assert.equal(features?.[0].with, { status: 'moderate', value: 0.14, interval: [0.11, 0.17], q: 0.0004, n_ref: 10_000, n_cur: 2000 });
  assert.equal(features?.[0].run?.interval, [0, 0.01]);
  assert.equal(features?.[0].histogram?.with, [10, 700, 900, 390, 0]);
});

test('a check and a feature that only one run has; other bins, no picture', async () => {
  const { checks, features } = await compare(
    {},
    {
      edit: ({ quality, drift }) => {
        quality.checks[0].id = 'renamed';
        drift.features[1].feature = 'other';
        drift.features[0].histogram.labels[0] = '< 5';
      },
    },
  );
  assert.equal(
    checks?.map(({ id, changed, run, with: other }) => [id, changed, run === null, other === null]),
    [
      ['renamed', true, false, true],
      ['row_count', true, true, false],
      ['not_null_origin', false, false, false],
    ],
  );
  assert.equal(features?.map(({ feature, histogram }) => [feature, histogram === null]).sort(), [
    ['dep_delay', true],
    ['distance', true],
    ['other', true],
  ]);
});

test('rates: a difference beyond chance, one within it, the same rows, nothing scored', async () => {
  const higher = await compare({ edit: setRate(56, 70, [0.6916, 0.8766]) }, { edit: setRate(48, 80, [0.4903, 0.7001]) });
  // Newcombe 1998, table II, (a) 56/70 − 48/80 by method 10: .0524 to .3339.
  const { difference, verdict } = higher.anomaly_rate as NonNullable<Comparison['anomaly_rate']>;
  assert.is(verdict, 'lower');
  assert.equal(difference?.n, { run: 80, with: 70 });
  assert.equal(
    difference?.interval.map((end) => Math.round(end * 1e3) / 1e3),
    [-0.334, -0.052],
  );

  const equal = await compare({}, {});
  assert.is(equal.anomaly_rate?.verdict, 'not_told');
  assert.is(equal.anomaly_rate?.difference?.value, 0);

  const same = await compare({ rows: 'same' }, { rows: 'same' });
  assert.equal([same.anomaly_rate?.verdict, same.anomaly_rate?.difference], ['unknown', null]);
  assert.match(same.anomaly_rate?.why_unknown ?? '', 'the same rows');

  const withheld = await compare({}, { level: 'withheld' });
  assert.is(withheld.anomaly_rate?.why_unknown, 'This run scored no row: there is no difference to judge.');
  assert.is(withheld.anomalies?.why_not, 'This run has no anomalies to compare: it is withheld.');
  assert.match(withheld.caveats.join(), 'This run is withheld');
});

test('anomalies by key: in both, and in one alone; p-values as far as each level lets them be claimed', async () => {
  const { anomalies } = await compare(
    { level: 'rank-only' },
    {
      edit: ({ metrics }) => {
        metrics.top = metrics.top.slice(1, 4);
        metrics.top[2].key = { flight: 'NEW', origin: 'SFO' };
      },
    },
  );
  assert.equal(anomalies?.key_columns, ['flight', 'origin']);
  assert.equal(anomalies?.listed, { run: 3, with: 60 });
  assert.equal(
    anomalies?.both.map(({ key, run, with: other }) => [key.flight, run.p_value, other.p_value]),
    [
      ['F7', 0.001, null],
      ['F14', 0.0015, null],
    ],
  );
  assert.equal(
    anomalies?.only_run.map(({ key }) => key.flight),
    ['NEW'],
  );
  assert.is(anomalies?.only_with.length, 58);
});

test('rows without key columns, or with others, are not found again', async () => {
  const rename = (name: string | null): RunOptions['edit'] => {
    return ({ metrics }) => {
      for (const row of metrics.top) row.key = name === null ? { row: row.row } : { [name]: row.row };
    };
  };
  assert.match((await compare({}, { edit: rename('tail') })).anomalies?.why_not ?? '', 'different key columns (tail and flight, origin)');
  assert.match((await compare({ edit: rename(null) }, { edit: rename(null) })).anomalies?.why_not ?? '', 'the place of a row says nothing');
  const same = await compare({ edit: rename(null), rows: 'same' }, { edit: rename(null), rows: 'same' });
  assert.is(same.anomalies?.both.length, 60);
});

test('two rows of one key are two rows', async () => {
  const twice: RunOptions['edit'] = ({ metrics }) => {
    metrics.top = metrics.top.slice(0, 2);
    for (const row of metrics.top) row.key = { flight: 'F1' };
  };
  const { anomalies } = await compare({ edit: twice }, { edit: twice });
  assert.equal(
    anomalies?.both.map(({ run, with: other }) => [run.rank, other.rank]),
    [
      [1, 1],
      [2, 2],
    ],
  );
});

test('inputs that differ first; other rules are a caveat', async () => {
  const { inputs, caveats } = await compare(
    {},
    {
      source: 'last_good',
      edit: ({ metrics }) => {
        metrics.threshold = 0.7;
      },
    },
  );
  assert.equal(
    inputs?.filter(({ same }) => !same).map(({ input, with: other, run }) => [input, other?.slice(0, 9) ?? null, run?.slice(0, 9) ?? null]),
    [
      ['rows (digest)', inputs?.[0].with?.slice(0, 9), inputs?.[0].run?.slice(0, 9)],
      ['source used', 'primary', 'last_good'],
      ['fallback reason', null, 'source_un'],
      ['as of', BEFORE.slice(0, 9), AFTER.slice(0, 9)],
    ],
  );
  assert.equal(caveats, ['The runs flag by different rules or thresholds: their anomaly rates count different things.']);
});

test('a damaged run is said to be so, and none of its figures is shown', async () => {
  const first = await writeRun(server.dir, { asOf: BEFORE });
  await writeRun(server.dir, { asOf: AFTER });
  await writeFile(path.join(first.runDir, 'drift_snapshot.json'), '{}');
  const { with: other, why_not, checks, inputs } = await read();
  assert.equal([other?.data, other?.trust_level, other?.rows, checks, inputs], ['damaged', null, null, null, null]);
  assert.match(why_not ?? '', 'the other run is damaged');
  const { text } = await server.get('/compare');
  assert.match(text, 'Other run: damaged');
  assert.match(text, 'drift_snapshot.json has 2 bytes');
  assert.match(text, /<option[^>]* selected[^>]*>[^<]* damaged [0-9a-f]{8}<\/option>/);
});

test('the page: every column of figures under its run and level, a picker, the older run marked as such', async () => {
  const first = await writeRun(server.dir, { asOf: BEFORE, level: 'qualified' });
  const second = await writeRun(server.dir, {
    asOf: AFTER,
    edit: ({ metrics }) => {
      metrics.top[0].key.flight = '<script>';
    },
  });
  const { text } = await server.get('/compare');
  for (const id of ['compare-trust', 'compare-rate', 'compare-quality', 'compare-drift', 'compare-anomalies', 'compare-inputs'])
    assert.match(text, `<section id="${id}"`);
  assert.match(text, 'Trust: qualified → certified');
  assert.match(
    text,
    `<option value="${first.runId}" selected data-instant="2026-03-01T06:01:00.000Z" data-rest=" qualified ${first.runId.slice(0, 8)}">2026-03-01 06:01:00 UTC qualified ${first.runId.slice(0, 8)}</option>`,
  );
  assert.not.match(text, '<script>');
  assert.not.match(text, ' style=');
  const tables = [...text.matchAll(/<table class="pairs.*?<\/thead>/gs)].map(([head]) => head);
  assert.ok(tables.length >= 5);
  for (const head of tables) assert.match(head, /Other run: qualified.*This run: certified/s);

  const reversed = await server.get(`/compare?run=${first.runId}&with=${second.runId}`);
  assert.match(reversed.text, 'The other run finished after this one');
});

test('what a run says is set apart and cut, a share keeps its unit, and a key that a row has not is none', async () => {
  const edit =
    (share: number): RunOptions['edit'] =>
    ({ drift, metrics, system }) => {
      system.trust.reasons = [
        { code: 'drift_moderate', message: 'm'.repeat(100_000), level: 'qualified', evidence: '\u202eabc' },
        ...system.trust.reasons,
      ];
      system.summary.fallback_reason = 'x\u202ey';
      const nulls = {
        reference: 0.01,
        current: share,
        rows_ref: 10_000,
        rows_cur: 2000,
        interval: [share - 0.02, share + 0.02] as [number, number],
      };
      drift.features[0] = { ...drift.features[0], decided_by: 'null_share', nulls };
      metrics.top = metrics.top
        .slice(0, 2)
        .map((row, index) => ({ ...row, key: (index === 0 ? { id: 1, constructor: 'k' } : { id: 2 }) as Record<string, string | number> }));
    };
  await compare({ level: 'qualified', edit: edit(0.25) }, { level: 'qualified', edit: edit(0.375) });
  for (const route of ['/compare', '/']) {
    const { text } = await server.get(route);
    assert.not.match(text, /m{1000}/);
    const turning = text.match(/\u202e/g) ?? [];
    assert.ok(turning.length > 0);
    assert.is(text.match(/<bdi>[^<]*\u202e/g)?.length, turning.length);
    assert.not.match(text, 'function Object');
  }
  assert.match((await server.get('/compare')).text, '37.5 % <small>95 % interval 35.5 % to 39.5 %');
});

test.run();
