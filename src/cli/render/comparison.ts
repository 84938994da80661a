import type { Bundle } from '../../core/model/bundle.ts';
import type { ScoredSide } from '../../core/model/compare/compare-scores.ts';
import type { BundleComparison } from '../../core/pipeline/fit/compare-bundles.ts';
import { layOutLine, layOutTable } from '../terminal/lay-out.ts';
import { PAPER, type Screen } from '../terminal/screen.ts';
import { formatCount, formatRate } from './format.ts';

const COLUMNS = [{ name: 'of', keep: true }, { name: 'old' }, { name: 'new' }] as const;

/** The old bundle beside the new one, and what it comes to. */
export function renderComparison(
  { old, fresh, scores, why_no_scores, drift, verdict }: BundleComparison,
  screen: Screen = PAPER,
): string[] {
  const rows: [string, string, string][] = [
    ['', 'old', 'new'],
    ['bundle', old.digest.slice(0, 16), fresh.digest.slice(0, 16)],
    [
      'features',
      ...both(old, fresh, ({ card }) => `${card.features.length}, ${card.features.filter(({ model }) => model).length} in the model`),
    ],
    ['reference', ...both(old, fresh, ({ card }) => `${formatCount(card.training.rows)} rows`)],
    ['from', ...both(old, fresh, ({ card }) => card.training.from ?? 'unknown')],
    ['to', ...both(old, fresh, ({ card }) => card.training.to ?? 'unknown')],
    ['detector', ...both(old, fresh, ({ card }) => card.training.detector)],
    ['threshold', ...both(old, fresh, ({ card }) => card.threshold.toFixed(5))],
  ];
  if (scores) {
    const sides = (of: (side: ScoredSide) => string): [string, string] => [of(scores.old), of(scores.fresh)];
    rows.push(['flagged', ...sides(({ flagged }) => formatRate(flagged))]);
    const describe = ({ calibration: { deviates, distance } }: ScoredSide) =>
      `${deviates ? 'does not describe them' : 'describes them'} (distance ${distance.toFixed(3)})`;
    rows.push(['calibration', describe(scores.old), 'its own rows']);
  }
  const drifted = drift.drifted.length > 0 ? `: ${drift.drifted.join(', ')}` : '';
  const sentences = [
    ...(scores
      ? [
          `on ${formatCount(scores.rows)} rows that calibrate the new one: rank correlation ${scores.rank_correlation?.toFixed(3) ?? 'none'}; ` +
            `of the ${formatCount(scores.top.rows)} most anomalous, ${formatCount(scores.top.common)} in common`,
        ]
      : [String(why_no_scores)]),
    `drift of the new reference from the old one: ${drift.verdict}${drifted}`,
    `in short: ${verdict}`,
  ];
  return [...layOutTable(rows, COLUMNS, screen), ...sentences.flatMap((line) => layOutLine(line, screen))];
}

function both(old: Bundle, fresh: Bundle, of: (bundle: Bundle) => string): [string, string] {
  return [of(old), of(fresh)];
}

/** What `oads fit --compare --json` adds. */
export function describeComparison({ old, fresh, ...comparison }: BundleComparison) {
  const side = ({ dir, digest, card }: Bundle) => ({
    dir,
    digest,
    features: card.features,
    rows: card.training.rows,
    from: card.training.from,
    to: card.training.to,
    detector: card.training.detector,
    threshold: card.threshold,
  });
  const { scores, why_no_scores = null, ...rest } = comparison;
  return {
    old: side(old),
    new: side(fresh),
    scores: scores ? { ...scores, new: scores.fresh, fresh: undefined } : null,
    why_no_scores,
    ...rest,
  };
}
