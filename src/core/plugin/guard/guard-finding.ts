import type { CheckState, Finding } from '../../check/check.ts';
import { askPlugin, atOnce, isTexts, requireAnswer, shorten } from './answers.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What a check of the rows as a whole says. Throws PluginError where that is no finding. */
export function guardFinding(owner: string, given: unknown): Finding {
  requireAnswer(isObject(given), owner, 'a finding', given);
  const { passed, observed, expected, rows, samples, hint } = given as Fields;
  requireAnswer(typeof passed === 'boolean', owner, 'passed of a finding to be true or false', passed);
  requireAnswer(typeof observed === 'string', owner, 'observed of a finding to be text', observed);
  requireAnswer(typeof expected === 'string', owner, 'expected of a finding to be text', expected);
  requireAnswer(hint === undefined || hint === null || typeof hint === 'string', owner, 'hint of a finding to be text', hint);
  requireAnswer(rows === undefined || isCounts(rows), owner, 'rows of a finding to count those judged and those of them that failed', rows);
  requireAnswer(samples === undefined || isSamples(samples), owner, 'samples of a finding to be a list of rows with their values', samples);
  const finding = given as Finding;
  return {
    passed: finding.passed,
    observed: shorten(finding.observed),
    expected: shorten(finding.expected),
    rows: finding.rows,
    samples: finding.samples,
    hint: finding.hint ? shorten(finding.hint) : undefined,
  };
}

/** The state of a plugin's summary check. */
export class GuardedState implements CheckState {
  readonly #owner: string;
  readonly #state: CheckState;

  constructor(owner: string, state: CheckState) {
    this.#owner = owner;
    this.#state = state;
    requireAnswer(isObject(state), owner, 'start to give a state', state);
    const missing = (['update', 'merge', 'finding'] as const).filter((key) => typeof state[key] !== 'function');
    requireAnswer(isTexts(missing) && missing.length === 0, owner, `the state to have the function ${missing[0]}`, 'none');
  }

  update(...given: Parameters<CheckState['update']>): void {
    atOnce('update', () => this.#state.update(...given));
  }

  merge(other: CheckState): void {
    atOnce('merge', () => this.#state.merge(other instanceof GuardedState ? other.#state : other));
  }

  finding(): Finding {
    return guardFinding(
      this.#owner,
      askPlugin(this.#owner, 'finding', () => this.#state.finding()),
    );
  }
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

function isCounts(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { judged, failed } = value;
  return Number.isSafeInteger(judged) && Number.isSafeInteger(failed) && Number(failed) >= 0 && Number(failed) <= Number(judged);
}

function isSamples(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => isObject(one) && Number.isSafeInteger(one.row) && isObject(one.values));
}
