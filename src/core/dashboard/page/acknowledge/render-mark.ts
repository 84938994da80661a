import type { SoundRun } from '../../../artifacts/verify-run.ts';
import type { Acknowledgement } from '../../../snapshot/acknowledgement.ts';
import type { TopAnomaly } from '../../../snapshot/inference-metrics.ts';
import type { Marks } from '../../acknowledge/marks.ts';
import { formatInstant } from '../parts/format.ts';
import { datum, Html, html } from '../parts/html.ts';

/** What every row of a table shares. */
export interface MarkedTable {
  readonly run: SoundRun;
  readonly marks: Marks;
  /** The query of the page, without its `?`: a form leads back to it. */
  readonly view: string;
}

const WORDS = { confirmed: 'Confirmed', false_alarm: 'False alarm', withdrawn: 'Withdrawn' } as const;

/** A tick in a filled circle, a cross in a hollow one: told apart without colour. */
const SHAPES = {
  confirmed: '<circle class="fill" cx="8" cy="8" r="7"/><path class="sign" d="M4.5 8.5l2.5 2.5 4.5-5.5"/>',
  false_alarm: '<circle class="hollow" cx="8" cy="8" r="7"/><path class="sign" d="M5 5l6 6M11 5l-6 6"/>',
} as const;

/** The cell of one row: what was said of it. */
export function renderMark(row: TopAnomaly, { run, marks }: MarkedTable): Html {
  const mark = marks.of(run, row);
  return html`<td role="cell" data-label="Mark" class="ack" id="mark-${row.row}" data-mark="${mark?.verdict ?? 'none'}">${mark ? describeMark(mark) : html`<span class="none">not marked</span>`}</td>`;
}

function describeMark({ verdict, note, by, time }: Acknowledgement): Html {
  if (verdict === 'withdrawn') return html`<span class="none">not marked</span>`;
  return html`<span class="ack-mark ack-${verdict}">${new Html(`<svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">${SHAPES[verdict]}</svg>`)} ${WORDS[verdict]}</span>${
    note !== null && html` <span class="ack-note">${datum(note)}</span>`
  } <small><time datetime="${time}">${formatInstant(time)}</time>${by !== null && html` by ${datum(by)}`}</small>`;
}
