import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type SoundRun, verifyRun } from '../../../../src/core/artifacts/verify-run.ts';
import { listNextSteps, STEPS_BY_REASON } from '../../../../src/core/dashboard/page/run/next-steps.ts';
import { nextStep } from '../../../../src/core/notify/evaluate/next-step.ts';
import { GATES, REQUIREMENTS } from '../../../../src/core/trust/ladder.ts';
import { type RunOptions, writeRun } from '../../../support/artifacts.ts';
import { closeDashboards, serveDashboard } from '../../../support/dashboard.ts';

const test = suite('dashboard/page/next-steps');
test.after.each(closeDashboards);

async function stepsOf(
  options: RunOptions,
  codes: readonly string[] = [],
  stale = false,
  evidence: string | null = null,
): Promise<string[]> {
  const server = await serveDashboard();
  const { runDir } = await writeRun(server.dir, {
    ...options,
    edit: (documents) => {
      options.edit?.(documents);
      const { level } = documents.system.trust;
      documents.system.trust.reasons = codes.map((code) => ({ code, message: code, level, evidence }));
    },
  });
  const run = await verifyRun(runDir);
  assert.is(run.state, 'ok');
  return listNextSteps(run as SoundRun, { stale }).map(({ markup }) => markup.replaceAll(/<[^>]*>/g, ''));
}

function alertStep(code: string, evidence: string | null): string {
  return nextStep({ trust: { reasons: [{ code, message: code, level: 'qualified', evidence }] } } as Parameters<typeof nextStep>[0], []);
}

test('every reason of the trust ladder has a step, and no step stands for what is no reason', () => {
  const codes = [...GATES, ...REQUIREMENTS.flatMap(({ otherwise }) => otherwise)].map(({ code }) => code);
  assert.equal(Object.keys(STEPS_BY_REASON).sort(), [...new Set(codes)].sort());
});

test('certified: work through the anomalies, nothing else', async () => {
  assert.equal(await stepsOf({}), ['Work through the anomalies below, from the top; expect the false alarms that are stated.']);
});

test('a fallback: check the source with its reason, then run again', async () => {
  const [first, last] = await stepsOf({ level: 'qualified', source: 'file' }, ['fallback_used']);
  assert.is(first, 'Check the source: source_unreachable (oads doctor looks at it). Then run again.');
  assert.match(last, 'each with the caveats');
});

test('drift names the features, five of them at most', async () => {
  const drifted = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  const edit: RunOptions['edit'] = ({ drift }) => {
    drift.drifted = drifted;
  };
  const [first] = await stepsOf({ level: 'rank-only', edit }, ['drift_severe_warn']);
  assert.match(first, 'Look at the drifted features: a, b, c, d, e and 2 more.');
  assert.match(first, 'fit a new model');
});

test('withheld names the failed checks, and forbids to act', async () => {
  const [first, last] = await stepsOf({ level: 'withheld' }, ['quality_failed']);
  assert.match(first, 'failed checks: not_null_origin');
  assert.match(last, 'Do not act');
});

test('a bundle that was never fitted is to be fitted, a damaged one to be looked at', async () => {
  const missing = 'model bundle models/demo: expected one, got nothing: it was not fitted yet';
  const [step] = await stepsOf({ level: 'withheld' }, ['model_invalid'], false, missing);
  assert.is(step, 'Fit the model (oads fit), or correct model.path in the config, then run again.');
  assert.match(alertStep('model_invalid', missing), /^Fit the model with `oads fit`/);
  const [other] = await stepsOf({ level: 'withheld' }, ['model_invalid'], false, 'model bundle models/demo: model.onnx was altered');
  assert.match(other, /^Check the model bundle/);
});

test('few rows: the page says what the alert says', async () => {
  const [step] = await stepsOf({ level: 'qualified' }, ['rows_few']);
  assert.is(step, alertStep('rows_few', null));
  assert.match(step, 'or widen the window');
});

test('the same step is told once, an unknown reason adds none, stale comes first', async () => {
  const steps = await stepsOf({ level: 'rank-only' }, ['calibration_unknown', 'rows_few', 'a_code_of_a_plugin', 'constructor'], true);
  assert.is(steps.length, 3);
  assert.match(steps[0], 'The schedule stands still');
  assert.match(steps[1], 'Wait for more rows');
});

test('what a stale run found is of then; what it withheld stays withheld', async () => {
  assert.match((await stepsOf({}, [], true)).at(-1) as string, 'are those of then');
  assert.match((await stepsOf({ level: 'withheld' }, [], true)).at(-1) as string, 'Do not act on anomalies');
});

test.run();
