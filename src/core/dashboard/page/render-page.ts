import { type Selection, WHOLE } from '../anomalies/selection.ts';
import type { View } from '../view/view.ts';
import { renderAnomalies } from './anomalies/render-anomalies.ts';
import { askedRuns, type PageHistory } from './history/page-history.ts';
import { renderHistory } from './history/render-history.ts';
import { renderRunLinks } from './history/render-run-links.ts';
import { renderPipelines } from './overview/render-pipelines.ts';
import { type Html, html } from './parts/html.ts';
import { renderInstant } from './parts/render-instant.ts';
import { wordOf } from './parts/render-level.ts';
import { renderDocument } from './render-document.ts';
import { renderBanners } from './run/render-banners.ts';
import { renderDrift } from './run/render-drift.ts';
import { renderQuality } from './run/render-quality.ts';
import { renderScores } from './run/render-scores.ts';
import { renderSegments } from './run/render-segments.ts';
import { renderTrust } from './run/render-trust.ts';

/** The whole first view of a pipeline's newest run, or of the one that was named; complete without a script. */
export function renderPage(view: View, options: { history?: PageHistory | null; selection?: Selection; isFile?: boolean } = {}): string {
  const { history = null, selection, isFile } = options;
  const { pipeline, pipelines, run, now, staleness, marks } = view;
  const level = run.state === 'ok' ? wordOf(run.system.trust.level, staleness.stale === true).toLowerCase() : run.state;
  return renderDocument({
    title: `${level.replace('_', ' ')} · ${pipeline ?? 'no pipeline'} · oads`,
    body: {
      pipeline: pipeline ?? '',
      run: run.state === 'no_data' ? '' : (run.run_id ?? ''),
      state: run.state,
      newest: pipelines.find(({ name }) => name === pipeline)?.run_id ?? '',
      stale: staleness.stale === true ? (pipeline ?? '') : '',
    },
    isRefreshed: !marks?.allowed,
    isGuarded: view.isGuarded,
    header: html`${renderPipelines(view)}<h1>${pipeline ?? 'oads'}</h1><p>read at ${renderInstant(now.toISOString())}</p>${history && renderRunLinks(view, history)}`,
    main: html`${renderBanners(view)}${renderRun(view, { history: history && renderHistory(view, history, selection), runs: history && askedRuns(history.count), selection, isFile })}`,
  });
}

/** Trust first, then the anomalies, then what the trust rests on. */
export function renderRun(
  view: View,
  options: { history?: Html | null; runs?: string | null; selection?: Selection; isFile?: boolean } = {},
): Html {
  const { run, lastGood, now, pipeline, isNamed, marks, staleness } = view;
  const { history = null, runs = null, selection = WHOLE, isFile } = options;
  const shown = { pipeline, run: isNamed && run.state === 'ok' ? run.run_id : null, runs };
  const standIn = lastGood && renderAnomalies(lastGood, now, { standIn: true, selection, shown, marks, isFile });
  if (run.state !== 'ok') return html`${renderTrust(view)}${standIn}${history}`;
  const isWithheld = run.system.trust.level === 'withheld';
  return html`${renderTrust(view)}${isWithheld ? standIn : renderAnomalies(run, now, { standIn: false, isStale: staleness.stale === true, selection, shown, marks, isFile })}${!isWithheld && renderScores(run)}${history}${renderQuality(run.quality)}${renderDrift(run.drift)}${renderSegments(run)}`;
}
