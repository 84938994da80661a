import type { ForeignModel } from '../../core/model/foreign/open-foreign.ts';
import type { Fitted } from '../../core/pipeline/fit/fit-from-rows.ts';
import { formatCount } from './format.ts';

/** What was chosen of a model made elsewhere, and what remains for its owner to know. */
export function describeForeign({ card, mostAnomalous = [] }: Pick<Fitted, 'card' | 'mostAnomalous'>, foreign: ForeignModel): string[] {
  const inputs = card.features.filter(({ model }) => model).map(({ name }) => name);
  const { passedOver } = foreign.session;
  const chosen = passedOver ? ` (the only float score; passed over: ${passedOver.join(', ')})` : '';
  const { rows, rows_quarantined, calibration_rows, remarks = [] } = card.training;
  return [
    `input ${card.input}: ${inputs.join(', ')}`,
    `output ${card.output}${chosen}, ${card.orientation} is anomalous; artifacts show higher as more anomalous`,
    `${card.name}: ${formatCount(rows)} reference rows (${formatCount(rows_quarantined)} set aside), ${formatCount(calibration_rows)} for calibration`,
    `most anomalous reference row: ${mostAnomalous.map(({ feature, value }) => `${feature} ${formatValue(value)}`).join(', ')}`,
    ...remarks.map((remark) => `note: ${remark}`),
  ];
}

function formatValue(value: number | null): string {
  return value === null ? 'missing' : String(Number(value.toPrecision(6)));
}
