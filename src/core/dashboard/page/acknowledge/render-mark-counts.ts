import type { SoundRun } from '../../../artifacts/verify-run.ts';
import { countMarks, type Marks } from '../../acknowledge/marks.ts';
import { formatCount, formatNumber, formatShare } from '../parts/format.ts';
import { type Html, html } from '../parts/html.ts';

/** What people made of the rows so far, above the table; with a form below, how to use it. */
export function renderMarkCounts(run: SoundRun, marks: Marks): Html {
  const { confirmed, false_alarm, shown, reviewed } = countMarks(run, marks);
  return html`<div class="ack-counts" id="mark-counts">${
    marks.problems.length > 0 &&
    html`<p class="banner warn" role="alert"><strong>The log of marks is not as it was written</strong> <span>Marks may be missing or altered: ${marks.problems.slice(0, 3).join('; ')}. Look closer with <code>oads verify</code>.</span></p>`
  }<p>${formatNumber(confirmed + false_alarm)} marked: ${formatNumber(confirmed)} confirmed, ${formatCount(false_alarm, 'false alarm')} of ${formatNumber(shown)} kept rows.${
    reviewed.precision !== null && renderPrecision(reviewed.precision)
  }</p>${
    marks.allowed &&
    html`<p class="ack-keys"><small>Open a row to confirm it or to call it a false alarm. Keys, with the focus in a row: <kbd>c</kbd> confirms, <kbd>f</kbd> calls it a false alarm, <kbd>w</kbd> withdraws the mark, <kbd>n</kbd> goes to the note.</small></p>`
  }</div>`;
}

function renderPrecision({
  value,
  count,
  n,
  interval: [low, high],
}: {
  value: number;
  count: number;
  n: number;
  interval: readonly number[];
}): Html {
  return html` Looked at: ${formatCount(n, 'flagged row')}; confirmed of these: ${formatShare(value)} <small>(95 % interval ${formatShare(low)} to ${formatShare(high)}; ${formatNumber(count)} of ${formatNumber(n)}). They are no random sample: people choose what they look at.</small>`;
}
