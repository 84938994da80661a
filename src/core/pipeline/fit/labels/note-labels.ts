import path from 'node:path';
import type { BundleContent } from '../../../model/write-bundle.ts';
import type { LabelledRows } from './select-reference.ts';

/** The same with the labels on the card: their digest, and which rows they took away. The same labels give the same bytes. */
export function noteLabels<Content extends BundleContent>(content: Content, { labels, confirmed, falseAlarms }: LabelledRows): Content {
  const { card } = content;
  const noted = { sha256: labels.sha256, left_out: confirmed.length, false_alarms: falseAlarms.length };
  return { ...content, card: { ...card, training: { ...card.training, labels: noted } } };
}

/** What of the labels is not as whoever wrote them may think. */
export function describeDoubts(labelled: LabelledRows): string[] {
  const { file, contradictory } = labelled.labels;
  const [keys, says] = contradictory === 1 ? ['1 key', 'is'] : [`${contradictory} keys`, 'are'];
  const said = `${path.basename(file)}: ${keys} ${says} confirmed in one line and a false alarm in another: the last line counts`;
  return [...(contradictory > 0 ? [said] : []), ...(labelled.unmatched > 0 ? [describeUnmatched(labelled)] : [])];
}

function describeUnmatched({ labels, unmatched }: LabelledRows): string {
  const all = labels.verdicts.size;
  return `${path.basename(labels.file)}: ${unmatched} of ${all} labels name no row of the reference that passed quality: they change nothing`;
}
