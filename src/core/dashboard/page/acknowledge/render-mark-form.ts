import { MAX_NAME_LENGTH, MAX_NOTE_LENGTH } from '../../../snapshot/acknowledgement.ts';
import type { TopAnomaly } from '../../../snapshot/inference-metrics.ts';
import { nameRecord } from '../../anomalies/name-record.ts';
import { type Html, html } from '../parts/html.ts';
import type { MarkedTable } from './render-mark.ts';

/** In what a row opens to: says what it is, without a script, too. null where nobody may. */
export function renderMarkForm(row: TopAnomaly, { run, marks, view }: MarkedTable): Html | null {
  if (!marks.allowed) return null;
  const mark = marks.of(run, row);
  const hidden = (name: string, value: string | number) => html`<input type="hidden" name="${name}" value="${value}"/>`;
  const button = (verdict: string, text: string, key: string) =>
    html`<button type="submit" name="verdict" value="${verdict}" aria-keyshortcuts="${key}" aria-pressed="${String(mark?.verdict === verdict)}">${text}</button>`;
  return html`<form class="ack-form" id="ack-form-${row.row}" method="post" action="/api/acknowledgements" aria-label="Mark rank ${row.rank}">${hidden('pipeline', run.manifest.pipeline)}${hidden('run_id', run.run_id)}${hidden('row', row.row)}${hidden('record', nameRecord(run.manifest.identity.input_digest, row))}${hidden('view', view)}
<label>Note <input name="note" maxlength="${MAX_NOTE_LENGTH}" autocomplete="off" value="${mark?.note ?? ''}"/></label>
<label>Your name <input name="by" maxlength="${MAX_NAME_LENGTH}" autocomplete="name"/></label>
<div class="ack-buttons">${button('confirmed', 'Confirm', 'c')}${button('false_alarm', 'False alarm', 'f')}${mark && button('withdrawn', 'Withdraw', 'w')}</div>
<p class="ack-said" role="status"></p></form>`;
}
