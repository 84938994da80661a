import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readLatest } from '../../../../src/core/artifacts/read-runs.ts';
import { ROUTES } from '../../../../src/core/dashboard/routes/routes.ts';
import { withinClaims } from '../../../../src/core/dashboard/view/within-claims.ts';
import type { TrustLevel } from '../../../../src/core/snapshot/parts.ts';
import { type RunDocuments, writeRun } from '../../../support/artifacts.ts';
import { closeDashboards, serveDashboard } from '../../../support/dashboard.ts';

const test = suite('dashboard/within-claims');
test.after.each(closeDashboards);

/** Of no other number in a run, as it is stored and as the pages spell it. */
const TOO_MUCH = 0.4242137;
const SPELLED = /\.42421|42\.42?\d? ?%|848[,.]?137/;
const COUNT = 848_137;

function overstate({ metrics, system }: RunDocuments): void {
  for (const calibration of [metrics.calibration, system.trust.calibration]) if (calibration) calibration.fpr_upper95 = TOO_MUCH;
  metrics.fdr = { ...metrics.fdr, claimed: true, discoveries: COUNT };
  metrics.expected_false_alarms = COUNT;
  metrics.expected_false_alarms_upper95 = COUNT;
  metrics.observed_over_expected = TOO_MUCH;
  Object.assign(system.trust.claims, { valid: true, expected_false_alarms: COUNT, expected_false_alarms_upper95: COUNT });
  for (const row of metrics.top) Object.assign(row, { p_value: TOO_MUCH, q_value: TOO_MUCH });
}

function overstateRate({ metrics, system }: RunDocuments): void {
  const rate = { value: TOO_MUCH, count: COUNT, n: 2_000_000, interval: [TOO_MUCH - 0.01, TOO_MUCH + 0.01] as [number, number] };
  metrics.anomaly_rate = rate;
  system.summary.anomaly_rate = rate;
}

async function readAll(level: TrustLevel, edit: (documents: RunDocuments) => void): Promise<[route: string, text: string][]> {
  const server = await serveDashboard();
  await writeRun(server.dir, { pipeline: 'a', level, edit });
  const { runId } = await writeRun(server.dir, { pipeline: 'a', level, edit, asOf: '2026-03-01T07:00:00.000Z' });
  const asked = ROUTES.filter(({ method, path }) => method === 'GET' && path !== '/api/events').map(({ path }) => path);
  const routes = [
    ...asked,
    '/?pipeline=a&limit=100',
    `/?pipeline=a&run=${runId}`,
    '/metrics?format=prometheus',
    '/top-anomalies?format=csv',
  ];
  const answers: [string, string][] = [];
  for (const route of routes) {
    const { status, text } = await server.get(route.replace(':id', runId));
    assert.is(status, route === '/health/fresh' && level === 'withheld' ? 503 : 200, route);
    answers.push([route, text]);
  }
  return answers;
}

for (const level of ['rank-only', 'withheld'] as const) {
  test(`no answer tells a number that a ${level} run does not claim, whatever is stored`, async () => {
    const edit = (documents: RunDocuments) => {
      overstate(documents);
      if (level === 'withheld') overstateRate(documents);
    };
    for (const [route, text] of await readAll(level, edit)) assert.not.match(text, SPELLED, route);
  });
}

test('what is claimed is told, in the same spelling', async () => {
  const told = (await readAll('certified', overstate)).filter(([, text]) => SPELLED.test(text)).map(([route]) => route);
  for (const route of ['/', '/metrics', '/top-anomalies', '/api/runs/:id', '/top-anomalies?format=csv'])
    assert.ok(told.includes(route), `${route}: ${told}`);
});

test('of a run that tells no more than it claims nothing is left out', async () => {
  const server = await serveDashboard();
  for (const level of ['certified', 'qualified', 'rank-only', 'withheld'] as const) {
    const honest = ({ metrics, system }: RunDocuments) => {
      system.trust.claims.expected_false_alarms_upper95 = metrics.expected_false_alarms_upper95;
      if (level !== 'certified') metrics.observed_over_expected = null;
      for (const row of metrics.top) {
        if (level !== 'certified') row.q_value = null;
        if (level === 'rank-only') row.p_value = null;
      }
    };
    await writeRun(server.dir, { pipeline: level, level, edit: honest });
    const run = await readLatest(server.dir, level);
    assert.is(run.state, 'ok');
    if (run.state === 'ok') assert.equal(withinClaims(run), run, level);
  }
});

test.run();
