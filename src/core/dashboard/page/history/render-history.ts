import { type Selection, WHOLE } from '../../anomalies/selection.ts';
import type { View } from '../../view/view.ts';
import { toQuery } from '../anomalies/address.ts';
import { formatCount, formatNumber } from '../parts/format.ts';
import { type Html, html } from '../parts/html.ts';
import { drawRate } from './draw-rate.ts';
import { drawStrips } from './draw-strips.ts';
import { drawTimeAxis } from './draw-time-axis.ts';
import { askedRuns, type PageHistory, RUN_COUNTS, type RunCount } from './page-history.ts';
import { placeRuns } from './place-runs.ts';
import { renderHistoryTable } from './render-history-table.ts';

/** The last runs as time lines over the time at which each finished, and the same as a table. */
export function renderHistory(
  { pipeline, run, isNamed }: View,
  { timeline, count }: PageHistory,
  selection: Selection = WHOLE,
): Html | null {
  if (pipeline === null) return null;
  const { runs, total, newer } = timeline;
  const shown = run.state === 'no_data' ? null : run.run_id;
  const placed = placeRuns(runs);
  const rate = placed && drawRate(placed);
  const options = { pipeline, shown, count };
  const named = isNamed ? shown : null;
  // What was chosen among the anomalies stays.
  const hrefOf = (option: RunCount) => `/?${toQuery({ pipeline, run: named, runs: askedRuns(option) }, selection)}#history`;
  return html`<section id="history" aria-labelledby="history-title"><h2 id="history-title">History: ${newer === 0 ? `the last ${formatCount(runs.length, 'run')}` : `${formatCount(runs.length, 'run')} around the shown one`}</h2>
<p>${formatCount(total, 'run')} in all${newer > 0 && `, ${formatNumber(newer)} newer than these`}. <span class="counts needs-server">Show ${RUN_COUNTS.map((option) => html`<a href="${hrefOf(option)}"${option === count && html` aria-current="true"`}>${option}</a> `)}</span></p>
${
  placed &&
  html`<figure class="time-lines" data-from="${placed.fromMs}" data-to="${placed.toMs}" data-width="${placed.width}"><div class="lane-name">Anomaly rate with its 95 % interval</div><div class="rate">${rate ?? html`<p>There is no rate to draw: no run scored a row.</p>`}</div>
${drawStrips(placed, options)}${drawTimeAxis(placed)}
<figcaption>One column a run, at the time it finished (<span class="zone-name">UTC</span>); the taller its cell, the worse. Trust: <b>C</b>ertified, <b>Q</b>ualified, <b>R</b>ank only, <b>W</b>ithheld, <b>D</b>amaged. Quality: ✓ pass, ! warning, ? not computed, ✕ fail. Drift: = none, ? too few rows to tell, ▲ moderate, ▲▲ severe. A damaged run has hollow cells; the shown run is framed. The rate is no sounder than the trust below it.</figcaption></figure>`
}
${renderHistoryTable(runs, options)}
<p><small>Of each run its manifest and its system state were verified<span class="needs-server">; opening a run verifies all its files</span>.</small></p></section>`;
}
