import type { SoundRun } from '../../artifacts/verify-run.ts';
import type { Rate } from '../../snapshot/parts.ts';
import type { ComparedRates } from './comparison.ts';

/** Whether the anomaly rates differ by more than chance: `run` less `other`. */
export function compareRates(run: SoundRun, other: SoundRun): ComparedRates {
  const unknown = (why_unknown: string): ComparedRates => ({ verdict: 'unknown', difference: null, why_unknown });
  const [rate, before] = [run.system.summary.anomaly_rate, other.system.summary.anomaly_rate];
  if (rate === null || before === null || rate.n === 0 || before.n === 0) {
    const none = (of: Rate | null) => of === null || of.n === 0;
    const who = none(rate) && none(before) ? 'Neither run' : none(rate) ? 'This run' : 'The other run';
    return unknown(`${who} scored ${who === 'Neither run' ? 'a row' : 'no row'}: there is no difference to judge.`);
  }
  if (run.manifest.identity.input_digest === other.manifest.identity.input_digest)
    return unknown('Both runs judged the same rows: what differs comes from the model or the configuration, and chance has no part in it.');
  const { value, interval } = subtractRates(rate, before);
  return {
    verdict: interval[0] > 0 ? 'higher' : interval[1] < 0 ? 'lower' : 'not_told',
    difference: { value, interval, n: { run: rate.n, with: before.n } },
    why_unknown: null,
  };
}

/**
 * Difference of two independent proportions with its 95 % interval from their Wilson intervals (Newcombe 1998, Statistics in Medicine
 * 17:873, method 10, without continuity correction).
 */
export function subtractRates(a: Rate, b: Rate): { value: number; interval: [number, number] } {
  const value = a.value - b.value;
  const below = Math.hypot(a.value - a.interval[0], b.interval[1] - b.value);
  const above = Math.hypot(a.interval[1] - a.value, b.value - b.interval[0]);
  return { value, interval: [Math.max(-1, value - below), Math.min(1, value + above)] };
}
