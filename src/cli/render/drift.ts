import { formatNamedProbability, formatProbability } from '../../core/profile/wording.ts';
import type { DriftSnapshot, FeatureDrift } from '../../core/snapshot/drift-snapshot.ts';
import { layOutLine, layOutTable } from '../terminal/lay-out.ts';
import { PAPER, type Screen } from '../terminal/screen.ts';
import { dim, verdict } from '../terminal/verdict-style.ts';
import { formatCount, formatPercent } from './format.ts';

const PAIRS_SHOWN = 5;
const SEASON_SHOWN = 10;
const ORDER = ['severe', 'moderate', 'insufficient', 'none'];
const COLUMNS = [
  { name: 'status', keep: true },
  { name: 'feature', keep: true },
  { name: 'PSI', least: 24 },
  { name: 'W1', drop: 2, least: 14 },
  { name: 'q', drop: 1, least: 12 },
  { name: 'outside', drop: 3, least: 32 },
  { name: 'null', drop: 4, least: 28 },
  { name: 'n', drop: 5 },
] as const;

/** One line a feature, worst first, with the effect, its interval and the q-value; then why, and the totals. */
export function renderDrift(snapshot: DriftSnapshot, screen: Screen = PAPER): string {
  if (snapshot.verdict === 'unavailable')
    return layOutLine(['drift ', verdict('unavailable'), `: ${snapshot.why_unavailable}`], screen).join('\n');
  const features = [...snapshot.features].sort((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status) || (a.q ?? 1) - (b.q ?? 1));
  const lines = layOutTable(features.map(toRow), COLUMNS, screen);
  const say = (text: string) => lines.push(...layOutLine(text, screen, 4));
  for (const { feature, reasons } of features) for (const reason of reasons) say(`  ${feature}: ${reason}`);
  const { multivariate, drifted, tested, insufficient, rows } = snapshot;
  for (const { reasons, q } of multivariate?.drifted.slice(0, PAIRS_SHOWN) ?? [])
    for (const reason of reasons) say(`  pair: ${reason}${q === null ? '' : `, ${formatNamedProbability('q', q)}`}`);
  lines.push('');
  if (multivariate && multivariate.status !== 'unavailable') {
    const counts = `${multivariate.drifted_pairs} of ${multivariate.tested} tested pairs of features changed`;
    lines.push(...layOutLine(['pairs ', verdict(multivariate.status), `: ${counts}, ${multivariate.insufficient} insufficient`], screen));
  }
  const counts = `${drifted.length} of ${tested} tested features drifted, ${insufficient} insufficient; ${formatCount(rows)} rows`;
  lines.push(...layOutLine(['drift ', verdict(snapshot.verdict), `: ${counts}`], screen), ...renderSeason(snapshot, screen));
  return lines.join('\n');
}

function renderSeason({ season }: DriftSnapshot, screen: Screen): string[] {
  if (!season) return [];
  const { tested, by, reasons, features } = season;
  const detail = reasons.length > 0 ? reasons.join('; ') : `0 of ${tested} tested features drifted`;
  const lines = layOutLine(['same season ', verdict(season.verdict), `: ${detail}; by ${by.join(', ')}`], screen);
  for (const { feature, reasons: why } of features.slice(0, SEASON_SHOWN))
    for (const reason of why) lines.push(...layOutLine(`  same season, ${feature}: ${reason}`, screen, 4));
  if (features.length > SEASON_SHOWN) lines.push(`  same season: ${features.length - SEASON_SHOWN} more features`);
  return lines;
}

function toRow({ feature, status, effects, q, outside, nulls, n_cur }: FeatureDrift) {
  const { psi, wasserstein_sd: distance } = effects;
  return [
    [verdict(status.toUpperCase())],
    feature,
    psi ? `PSI ${psi.value.toFixed(3)} [${psi.interval[0].toFixed(3)}, ${psi.interval[1].toFixed(3)}]` : 'PSI -',
    distance ? `W1 ${distance.value.toFixed(3)} sd` : 'W1 -',
    `q ${q === null ? '-' : formatProbability(q)}`,
    [dim(`outside ${formatShare(outside)}`)],
    [dim(`null ${formatShare(nulls)}`)],
    [dim(`n ${formatCount(n_cur)}`)],
  ];
}

/** With its 95 % interval: `0.10 % [0.05 %, 0.20 %]`. */
function formatShare({ current, interval }: { current: number | null; interval?: readonly [number, number] | null }): string {
  if (current === null) return '-';
  return `${formatPercent(current)}${interval ? ` [${formatPercent(interval[0])}, ${formatPercent(interval[1])}]` : ''}`;
}
