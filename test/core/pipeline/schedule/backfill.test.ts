import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { SoundRun } from '../../../../src/core/artifacts/verify-run.ts';
import { ConfigError, InterruptedError, ModelError, SourceError } from '../../../../src/core/errors.ts';
import type { RunResult } from '../../../../src/core/pipeline/run-pipeline.ts';
import { backfill } from '../../../../src/core/pipeline/schedule/backfill.ts';

const test = suite('pipeline/schedule/backfill');

const spans = [1, 2, 3, 4].map((day) => ({ from: new Date(Date.UTC(2001, 3, day)), to: new Date(Date.UTC(2001, 3, day + 1)) }));
const summary = { trust_level: 'certified' };
const ended = (exitCode: number) => ({ runId: 'r', existed: false, exitCode, state: { summary } }) as unknown as RunResult;

/** What each step comes to: an exit code, an error, or the run that is there already. */
async function observe(outcomes: (number | Error | SoundRun)[], options: { keepGoing?: boolean; signal?: AbortSignal } = {}) {
  const failures: unknown[] = [];
  const outcomeOf = (span: { from: Date }) => outcomes[span.from.getUTCDate() - 1];
  const { steps, interrupted } = await backfill(spans, {
    keepGoing: options.keepGoing ?? false,
    signal: options.signal,
    find: async (span) => {
      const outcome = outcomeOf(span);
      return typeof outcome === 'number' || outcome instanceof Error ? undefined : outcome;
    },
    run: async (span) => {
      const outcome = outcomeOf(span);
      if (outcome instanceof Error) throw outcome;
      return ended(outcome as number);
    },
    onStep: () => {},
    onFailure: (_span, error) => failures.push(error),
  });
  return { states: steps.map(({ state, exitCode }) => (exitCode === null ? state : `${state} ${exitCode}`)), failures, interrupted };
}

test('rows that say no are an answer: the next step follows', async () => {
  assert.equal((await observe([0, 1, 1, 0])).states, ['run 0', 'run 1', 'run 1', 'run 0']);
});

test('a source, a disk or a model that cannot be used stops it, unless told to go on', async () => {
  const down = new SourceError('OADS_SOURCE_UNREACHABLE', 'down');
  const stopped = await observe([0, down, 0, 0]);
  assert.equal(stopped.states, ['run 0', 'failed 3', 'not_reached', 'not_reached']);
  assert.equal(stopped.failures, [down]);
  assert.equal((await observe([0, down, 0, down], { keepGoing: true })).states, ['run 0', 'failed 3', 'run 0', 'failed 3']);
  assert.equal((await observe([4, 0, 0, 0])).states, ['run 4', 'not_reached', 'not_reached', 'not_reached'], 'written, and withheld');
  assert.equal((await observe([new ModelError('OADS_MODEL_MEMORY', 'm'), 4, 0, 0], { keepGoing: true })).states[3], 'run 0');
});

test('a config that cannot be used and a defect stop it in any case', async () => {
  assert.equal((await observe([new ConfigError('OADS_CONFIG_INVALID', 'c'), 0, 0, 0], { keepGoing: true })).states.slice(0, 2), [
    'failed 2',
    'not_reached',
  ]);
  assert.equal((await observe([0, new TypeError('defect'), 0, 0], { keepGoing: true })).states.slice(1, 3), ['failed 70', 'not_reached']);
});

test('steps that have a run are skipped, and count with the code of that run', async () => {
  const there = (...codes: string[]) =>
    ({ run_id: 'r', system: { summary, trust: { reasons: codes.map((code) => ({ code })) } } }) as unknown as SoundRun;
  const { states } = await observe([there(), there('quality_failed', 'drift_unknown'), there('model_invalid'), 0], { keepGoing: true });
  assert.equal(states, ['skipped 0', 'skipped 1', 'skipped 4', 'run 0']);
});

test('asked to stop, it gives the steps so far and the reason', async () => {
  const controller = new AbortController();
  const reason = new InterruptedError();
  const { steps, interrupted } = await backfill(spans, {
    keepGoing: true,
    signal: controller.signal,
    find: async () => undefined,
    run: async ({ from }) => {
      if (from.getUTCDate() < 3) return ended(0);
      controller.abort(reason);
      throw reason;
    },
    onStep: () => {},
    onFailure: () => assert.unreachable('an interruption is no failure'),
  });
  assert.equal(
    steps.map(({ state }) => state),
    ['run', 'run', 'not_reached', 'not_reached'],
  );
  assert.is(interrupted, reason);
});

test.run();
