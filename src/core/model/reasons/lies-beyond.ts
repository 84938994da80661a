import type { FeatureReference } from '../../profile/reference.ts';
import type { ExplainedValue } from './describe-reason.ts';

/** Whether the reference never reached the value, or never had the category. The model's input is float32, so an edge is rounded like it. */
export function liesBeyond({ value, text, isMissing }: ExplainedValue, reference: FeatureReference | undefined): boolean {
  if (isMissing || !reference) return false;
  if (reference.kind === 'categorical') return text !== undefined && !reference.categories.includes(text) && !reference.rare.includes(text);
  const { edges } = reference;
  return value < Math.fround(edges[0]) || value > Math.fround(edges[edges.length - 1]);
}
