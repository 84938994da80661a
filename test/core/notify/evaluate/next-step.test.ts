import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { nextStep } from '../../../../src/core/notify/evaluate/next-step.ts';

const test = suite('notify/next-step');

const stepOf = (code: string) =>
  nextStep(
    { trust: { level: 'rank-only', gate: 'open', reasons: [{ code, message: code, level: 'rank-only', evidence: null }] } } as never,
    [],
  );

test('what drifted is to be looked at; where nothing could be compared, nobody is sent to look at what drifted', () => {
  for (const code of ['drift_severe', 'drift_severe_waits', 'drift_moderate', 'drift_seasonal', 'season_drift', 'segment_drift'])
    assert.match(stepOf(code), 'Look at what drifted', code);
  for (const code of ['drift_unknown', 'drift_partial', 'season_unknown', 'segments_unknown'])
    assert.match(stepOf(code), /^Nothing is known to have drifted.*widen the window/, code);
});

test('what is unknown is not taken for the worst of its kind', () => {
  assert.match(stepOf('age_exceeded'), 'no newer rows arrive');
  assert.match(stepOf('age_unknown'), 'freshness');
  assert.match(stepOf('age_waived'), 'the ones you mean');
  assert.match(stepOf('calibration_failed'), 'the order of the rows only');
  assert.match(stepOf('calibration_unknown'), 'Wait for more rows');
  assert.match(stepOf('segment_quality'), 'checks that did not pass');
});

test.run();
