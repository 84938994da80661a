import type { BundleCard } from '../../core/model/bundle.ts';
import type { ForeignModel } from '../../core/model/foreign/open-foreign.ts';

/** What was chosen of a model made elsewhere, and what remains for its owner to know; nothing for one that was fitted here. */
export function describeForeign(card: Omit<BundleCard, 'files'>, foreign: ForeignModel | undefined): string[] {
  if (!foreign) return [];
  const inputs = card.features.filter(({ model }) => model).map(({ name }) => name);
  const { passedOver } = foreign.session;
  const chosen = passedOver ? ` (the only float score; passed over: ${passedOver.join(', ')})` : '';
  return [
    `input ${card.input}: ${inputs.join(', ')}`,
    `output ${card.output}${chosen}, ${card.orientation} is anomalous; artifacts show higher as more anomalous`,
    ...(card.training.remarks ?? []).map((remark) => `note: ${remark}`),
  ];
}
