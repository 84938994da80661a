import { translatePattern } from '../../check/translate-pattern.ts';
import type { Config } from '../../config/defaults.ts';
import { parseDurationMs } from '../../config/durations.ts';
import { formatPath } from '../../config/load-config.ts';
import type { CheckConfig } from '../../config/schema.ts';
import { messageOf } from '../../errors.ts';
import { matchTexts } from '../../frame/match-texts.ts';
import { pValueRank } from '../../model/calibration.ts';
import type { Plan } from '../plan.ts';
import { doubtColumns } from './doubt-columns.ts';

export type Doubt = readonly [path: readonly (string | number)[], message: string];

const YEAR_MS = 365.2425 * 86_400_000;
/** Four times the default of `severe`. */
const HARDLY_REACHED = { psi: 1, wasserstein: 1, scale: 1.6, null_share: 0.8, outside_share: 0.8, dependence: 0.6 } as const;

/** The last one is longer than any bound that a length could have been meant by. */
const ANY_TEXTS = ['', 'a', 'A', '0', '-', ' ', 'é', '"', 'Aa 0-é"', 'a'.repeat(100_000)];
/** A length that may be 0 says so itself. */
const FROM_NONE = /^\[\\s\\S\]\{0,\d+\}$/;

/**
 * Settings that are valid, and that switch a safeguard off more often by mistake than on purpose; each with its place in the
 * file. What can only be a mistake is refused by the schema and by the checks themselves.
 */
export function findDoubts(plan: Plan): string[] {
  const { config } = plan;
  const checks = config.checks.flatMap((check, index) => [...doubtCheck(check, index, config)]);
  const doubts = [...doubtLimits(config), ...checks, ...doubtColumns(config, plan.registry), ...doubtBundle(plan)];
  return doubts.map(([path, message]) => {
    const { line, column } = config.locate(path);
    return `${config.file}:${line}:${column} ${formatPath(path)}: ${message}`;
  });
}

function* doubtLimits({ quarantine, drift, fallback, gate, retention }: Config): Generator<Doubt> {
  if (quarantine.maxShare >= 0.5) {
    yield [['quarantine', 'max_share'], `${quarantine.maxShare} lets half of the rows and more be set aside before quality fails`];
  }
  for (const [name, limit] of Object.entries(HARDLY_REACHED)) {
    const moderate = drift[name as keyof typeof HARDLY_REACHED]?.moderate;
    if (moderate !== undefined && moderate >= limit) yield [['drift', name], `hardly any drift reaches ${moderate}: is it a fraction?`];
  }
  const earlier = gate.persistence && gate.persistence.of - 1;
  if (earlier !== undefined && retention?.runs !== undefined && retention.runs < earlier) {
    yield [
      ['gate', 'persistence'],
      `it reads ${earlier} earlier runs, and retention keeps ${retention.runs}: those that are gone count as severe`,
    ];
  }
  if (fallback.maxAgeMs !== undefined && fallback.maxAgeMs > 10 * YEAR_MS) {
    yield [['fallback', 'max_age'], 'rows of more than ten years ago count as good enough'];
  }
}

function* doubtCheck(check: CheckConfig, index: number, { contract }: Config): Generator<Doubt> {
  const at = (key: string) => ['checks', index, key];
  const { tolerance, description } = check;
  if (typeof tolerance === 'number' && tolerance >= 0.5) yield [at('tolerance'), `${tolerance} lets half of the rows and more fail`];
  if (typeof description === 'string') {
    const keys = Object.keys(check).concat('severity', 'min', 'max', 'tolerance');
    const swallowed = keys.find((key) => description.split(/\s+/).includes(`${key}:`));
    if (swallowed) yield [at('description'), `it holds "${swallowed}:", which reads like a key that was moved into the text`];
  }
  if (check.check === 'freshness') {
    if (parseDurationMs(String(check.max_age)) > 10 * YEAR_MS) yield [at('max_age'), 'events of more than ten years ago count as fresh'];
    if (check.future_tolerance !== undefined && parseDurationMs(String(check.future_tolerance)) > YEAR_MS)
      yield [at('future_tolerance'), 'events of more than a year ahead pass'];
  }
  if (check.check === 'expression') {
    const quoted = contract.find(({ name }) => String(check.sql).includes(`'${name}'`));
    if (quoted) yield [at('sql'), `'${quoted.name}' is a text and not the column, which is ${quoted.name} or "${quoted.name}"`];
  }
  if (check.check === 'pattern') {
    const doubt = doubtPattern(String(check.pattern));
    if (doubt) yield [at('pattern'), doubt];
  }
}

function doubtPattern(pattern: string): string | undefined {
  try {
    const [empty, ...others] = matchTexts(ANY_TEXTS, `^(?:${translatePattern(pattern)})$`);
    if (others.every((matched) => matched === 1)) return 'it matches any text';
    return empty === 1 && !FROM_NONE.test(pattern) ? 'it matches the empty text, too' : undefined;
  } catch (error) {
    return messageOf(error);
  }
}

function* doubtBundle({ config, bundle: state }: Plan): Generator<Doubt> {
  if (state.state !== 'ok') return;
  const { reference, calibration, card } = state.bundle;
  const least = config.drift.min_rows;
  if (least !== undefined && least > reference.rows) {
    yield [['drift', 'min_rows'], `no feature can be compared: the reference has ${reference.rows} rows, fewer than ${least}`];
  }
  const threshold = config.model?.threshold;
  if (threshold === undefined || threshold === card.threshold) return;
  const flagged = (limit: number) => pValueRank(calibration, limit) - 1;
  yield [
    ['model', 'threshold'],
    `${threshold} replaces the ${Number(card.threshold.toPrecision(6))} of the bundle: it flags ${flagged(threshold)} of the ${calibration.length} calibration rows, ` +
      `the bundle's ${flagged(card.threshold)}`,
  ];
}
