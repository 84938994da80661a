import type { Overview } from '../../view/load-overview.ts';
import { drawMark, type Mark } from '../parts/draw-mark.ts';
import { formatCount, formatNumber, formatShare } from '../parts/format.ts';
import { datum, type Html, html } from '../parts/html.ts';
import { renderAge } from '../parts/render-age.ts';
import { renderInstant } from '../parts/render-instant.ts';
import { markOf, WORDS, wordOf } from '../parts/render-level.ts';
import { SOURCE_WORDS } from '../parts/source-words.ts';
import { renderDocument } from '../render-document.ts';
import { sortLines } from './sort-lines.ts';
import type { OverviewLine } from './summarise-pipeline.ts';

const ORDER: readonly Mark[] = ['damaged', 'withheld', 'stale', 'no_data', 'rank-only', 'qualified', 'certified'];

/** All pipelines on one page, a line each, the worst first. */
export function renderOverview({ now, isGuarded, lines, problem }: Overview): string {
  const sorted = sortLines(lines);
  return renderDocument({
    title: `${formatCount(lines.length, 'pipeline')} · oads`,
    body: {
      pipeline: '',
      run: '',
      state: 'overview',
      stale: lines
        .flatMap(({ name, isStale }) => (isStale ? [name] : []))
        .sort()
        .join(' '),
    },
    isGuarded,
    header: html`<h1>Pipelines</h1><p>read at ${renderInstant(now.toISOString())}</p>`,
    main: html`${problem !== null && html`<div class="banner bad" role="alert"><strong>The artifacts directory cannot be read</strong><div>${datum(problem, 400)}</div></div>`}
<section class="overview" aria-labelledby="overview-title"><h2 id="overview-title">${formatCount(lines.length, 'pipeline')}, the worst first</h2>${renderSummary(sorted)}
${
  sorted.length === 0
    ? html`<p>The artifacts directory holds no pipeline.</p>`
    : html`<div class="scroll" tabindex="0" role="region" aria-label="Pipelines"><table class="pipelines stack"><thead><tr><th scope="col">Pipeline</th><th scope="col">Trust</th><th scope="col">First reason</th><th scope="col">Age of data</th><th scope="col">Last run</th><th scope="col">Quality</th><th scope="col">Drift</th><th scope="col">Anomaly rate</th><th scope="col">Source</th></tr></thead>
<tbody>${sorted.map((line) => renderLine(line, now))}</tbody></table></div>`
}</section>`,
  });
}

/** How many stand at each level, with its shape. */
function renderSummary(lines: readonly OverviewLine[]): Html {
  const fallback = lines.filter(({ isFallback }) => isFallback).length;
  return html`<ul class="tally">${ORDER.map((mark) => {
    const count = lines.filter((line) => markOf(line.mark, line.isStale) === mark).length;
    return count > 0 && html`<li class="level-${mark}">${drawMark(mark)}<strong>${count}</strong> ${WORDS[mark].toLowerCase()}</li>`;
  })}${fallback > 0 && html`<li class="alarm"><strong>${fallback}</strong> on fallback data</li>`}</ul>`;
}

function renderLine(line: OverviewLine, now: Date): Html {
  const { name, quality, drift, rate, source } = line;
  const mark = markOf(line.mark, line.isStale);
  const none = html`<span class="none">unknown</span>`;
  return html`<tr class="level-${mark}"><th scope="row"><a href="/?pipeline=${encodeURIComponent(name)}">${name}</a></th>
<td data-label="trust"><span class="level level-${mark}">${drawMark(mark)}${wordOf(line.mark, line.isStale)}</span>${line.isFallback && html` <strong class="alarm">fallback</strong>`}</td>
<td class="reason" data-label="first reason">${line.reason === null ? html`<span class="none">no reason against it</span>` : datum(line.reason, 160)}${line.moreReasons > 0 && html` <small>and ${line.moreReasons} more</small>`}</td>
<td data-label="age of data">${line.mark === 'damaged' || line.mark === 'no_data' ? none : renderAge(line.maxEventTime, now)}</td>
<td data-label="last run">${line.confirmedAt === null ? none : renderAge(line.confirmedAt, now)}</td>
<td data-label="quality">${quality === null ? none : html`${quality.flag} <small>${formatNumber(quality.bad)} of ${formatNumber(quality.checks)} not passed</small>`}</td>
<td data-label="drift">${drift === null ? none : html`${drift.flag} <small>${formatNumber(drift.drifted)} of ${formatNumber(drift.tested)} drifted</small>`}</td>
<td data-label="anomaly rate">${
    rate === null
      ? html`<span class="none">none</span>`
      : html`${formatShare(rate.value)} <small>95 % ${formatShare(rate.interval[0])} to ${formatShare(rate.interval[1])}; n ${formatNumber(rate.n)}</small>`
  }</td>
<td data-label="source">${source === null ? none : SOURCE_WORDS[source]}${line.fallbackReason !== null && html` <small>${datum(line.fallbackReason)}</small>`}</td></tr>`;
}
