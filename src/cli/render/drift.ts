import { formatNamedProbability, formatProbability } from '../../core/profile/wording.ts';
import type { DriftSnapshot } from '../../core/snapshot/drift-snapshot.ts';
import { alignColumns, formatCount, formatPercent } from './format.ts';

const PAIRS_SHOWN = 5;
const SEASON_SHOWN = 10;

/** One line a feature, worst first, with the effect, its interval and the q-value. */
export function renderDrift(snapshot: DriftSnapshot): string {
  if (snapshot.verdict === 'unavailable') return `drift unavailable: ${snapshot.why_unavailable}`;
  const order = ['severe', 'moderate', 'insufficient', 'none'];
  const features = [...snapshot.features].sort((a, b) => order.indexOf(a.status) - order.indexOf(b.status) || (a.q ?? 1) - (b.q ?? 1));
  const number = (value: number | null | undefined, digits = 3) => (value === null || value === undefined ? '-' : value.toFixed(digits));
  const rows = features.map(({ feature, status, effects, q, outside, nulls, n_cur }) => [
    status.toUpperCase(),
    feature,
    effects.psi ? `PSI ${number(effects.psi.value)} [${number(effects.psi.interval[0])}, ${number(effects.psi.interval[1])}]` : 'PSI -',
    effects.wasserstein_sd ? `W1 ${number(effects.wasserstein_sd.value)} sd` : 'W1 -',
    `q ${q === null ? '-' : formatProbability(q)}`,
    `outside ${formatShare(outside)}`,
    `null ${formatShare(nulls)}`,
    `n ${formatCount(n_cur)}`,
  ]);
  const lines = alignColumns(rows);
  for (const { feature, reasons } of features) for (const reason of reasons) lines.push(`  ${feature}: ${reason}`);
  const { multivariate } = snapshot;
  for (const { reasons, q } of multivariate?.drifted.slice(0, PAIRS_SHOWN) ?? [])
    for (const reason of reasons) lines.push(`  pair: ${reason}${q === null ? '' : `, ${formatNamedProbability('q', q)}`}`);
  lines.push('');
  if (multivariate && multivariate.status !== 'unavailable') {
    const { status, drifted_pairs, tested, insufficient } = multivariate;
    lines.push(`pairs ${status}: ${drifted_pairs} of ${tested} tested pairs of features changed, ${insufficient} insufficient`);
  }
  lines.push(
    `drift ${snapshot.verdict}: ${snapshot.drifted.length} of ${snapshot.tested} tested features drifted, ${snapshot.insufficient} insufficient; ${formatCount(snapshot.rows)} rows`,
  );
  if (snapshot.season) {
    const { verdict, tested, by, reasons, features: inSeason } = snapshot.season;
    const detail = reasons.length > 0 ? reasons.join('; ') : `0 of ${tested} tested features drifted`;
    lines.push(`same season ${verdict}: ${detail}; by ${by.join(', ')}`);
    for (const { feature, reasons: why } of inSeason.slice(0, SEASON_SHOWN))
      for (const reason of why) lines.push(`  same season, ${feature}: ${reason}`);
    if (inSeason.length > SEASON_SHOWN) lines.push(`  same season: ${inSeason.length - SEASON_SHOWN} more features`);
  }
  return lines.join('\n');
}

/** With its 95 % interval: `0.10 % [0.05 %, 0.20 %]`. */
function formatShare({ current, interval }: { current: number | null; interval?: readonly [number, number] | null }): string {
  if (current === null) return '-';
  return `${formatPercent(current)}${interval ? ` [${formatPercent(interval[0])}, ${formatPercent(interval[1])}]` : ''}`;
}
