import type { DriftSnapshot, FeatureDrift } from '../../snapshot/drift-snapshot.ts';
import { findLeadingEffect } from '../../snapshot/leading-effect.ts';
import type { ComparedFeature } from './comparison.ts';

const WORST_FIRST = { severe: 0, moderate: 1, insufficient: 2, none: 3 } as const;

/** The drift of each feature in both runs, by one effect: those whose status changed first, then the worst. */
export function compareFeatures(run: DriftSnapshot, other: DriftSnapshot): ComparedFeature[] {
  const [here, there] = [run, other].map(({ features }) => new Map(features.map((feature) => [feature.feature, feature])));
  const severity = ({ run: now, with: before }: ComparedFeature) =>
    Math.min(...[now, before].map((feature) => (feature === null ? 4 : WORST_FIRST[feature.status])));
  return [...new Set([...here.keys(), ...there.keys()])]
    .map((name): ComparedFeature => {
      const [now, before] = [here.get(name), there.get(name)];
      const effect = now?.decided_by ?? before?.decided_by ?? findLeadingEffect((now ?? before) as FeatureDrift).effect;
      return {
        feature: name,
        changed: now?.status !== before?.status,
        effect,
        run: pick(now, effect),
        with: pick(before, effect),
        histogram: now && before ? joinHistograms(now, before) : null,
      };
    })
    .sort((a, b) => Number(b.changed) - Number(a.changed) || severity(a) - severity(b));
}

function pick(feature: FeatureDrift | undefined, effect: string): ComparedFeature['run'] {
  if (feature === undefined) return null;
  const { value, interval, q, n_ref, n_cur } = findLeadingEffect({ ...feature, decided_by: effect as FeatureDrift['decided_by'] });
  return { status: feature.status, value, interval, q, n_ref, n_cur };
}

function joinHistograms({ histogram: now }: FeatureDrift, { histogram: before }: FeatureDrift): ComparedFeature['histogram'] {
  const isSame = now.labels.length === before.labels.length && now.labels.every((label, index) => label === before.labels[index]);
  return isSame && now.labels.length > 0 ? { labels: [...now.labels], run: [...now.current], with: [...before.current] } : null;
}
