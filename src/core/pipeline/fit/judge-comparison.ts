import type { BundleComparison } from './compare-bundles.ts';

/** From these on two rankings count as much the same, and as similar. */
const ALIKE = 0.9;
const SIMILAR = 0.6;

/** What the figures come to, for people. Nobody here knows which of two bundles is the better one: there are no labels. */
export function judgeComparison(comparison: Omit<BundleComparison, 'verdict'>): string {
  const { scores, drift, other_features: others, old_saw_the_rows: seen } = comparison;
  const sentences: string[] = [];
  if (others.length > 0) sentences.push(`the two read other features (${others.join(', ')})`);
  if (scores) {
    const { rank_correlation: correlation, old, fresh } = scores;
    sentences.push(
      correlation === null
        ? 'one of them does not tell these rows apart'
        : correlation >= ALIKE
          ? 'they rank these rows much alike'
          : correlation >= SIMILAR
            ? 'they rank these rows similarly'
            : 'they rank these rows differently: look at what the new one flags before it is promoted',
    );
    const [low, high] = old.flagged.interval;
    if (fresh.flagged.value < low) sentences.push('the old one flags more of them');
    if (fresh.flagged.value > high) sentences.push('the old one flags fewer of them');
    if (old.calibration.deviates) sentences.push('the calibration of the old one does not describe them: its p-values do not hold here');
  } else sentences.push('their scores cannot be compared');
  sentences.push(
    drift.verdict === 'none'
      ? 'the new reference shows no drift from the old one'
      : drift.verdict === 'moderate' || drift.verdict === 'severe'
        ? `the new reference has drifted from the old one (${drift.verdict}${drift.drifted.length > 0 ? `: ${drift.drifted.join(', ')}` : ''})`
        : 'whether the references differ could not be told',
  );
  if (seen === 'yes') sentences.push('the old one was fitted on the very same rows, so it knows them');
  if (seen === 'maybe') sentences.push('the old one may have been fitted on some of them');
  if (seen === 'unknown') sentences.push('nobody knows whether the old one was fitted on some of them');
  return `${sentences.join('; ')}.`;
}
