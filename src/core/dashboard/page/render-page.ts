import type { SoundRun } from '../../artifacts/verify-run.ts';
import { type Selection, WHOLE } from '../anomalies/selection.ts';
import type { View } from '../view.ts';
import { renderAnomalies } from './anomalies/render-anomalies.ts';
import { renderPipelines } from './overview/render-pipelines.ts';
import { formatInstant } from './parts/format.ts';
import { type Html, html } from './parts/html.ts';
import { renderBanners } from './run/render-banners.ts';
import { renderDrift } from './run/render-drift.ts';
import { renderQuality } from './run/render-quality.ts';
import { renderScores } from './run/render-scores.ts';
import { renderTrust } from './run/render-trust.ts';

/** The whole first view, complete without a script. */
export function renderPage(view: View, selection: Selection = WHOLE): string {
  const { pipeline, run, now } = view;
  const level = run.state === 'ok' ? run.system.trust.level : run.state;
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>${level.replace('_', ' ')} · ${pipeline ?? 'no pipeline'} · oads</title>
<link rel="stylesheet" href="/style.css"><link rel="stylesheet" href="/table.css"><link rel="stylesheet" href="/acknowledge.css"><link rel="icon" href="/icon.svg" type="image/svg+xml"><script src="/app.js" type="module"></script>
<noscript><meta http-equiv="refresh" content="60"></noscript></head>
<body data-pipeline="${pipeline ?? ''}" data-run="${run.state === 'no_data' ? '' : (run.run_id ?? '')}" data-state="${run.state}">
<header><h1>${pipeline ?? 'oads'}</h1><p>read at ${formatInstant(now.toISOString())}</p>${renderPipelines(view)}</header>
<main><div id="offline" class="banner bad" role="alert" hidden><strong>No contact with the server</strong><div>What is shown here is no longer kept up to date.</div></div>
${renderBanners(view)}${renderRun(view, selection)}</main>
<footer><p>oads shows no number without the trust level of its run. <a href="/health">health</a> <a href="/metrics">metrics</a> <a href="/top-anomalies">top anomalies</a> <a href="/api/runs">runs</a></p></footer>
</body></html>
`.markup;
}

/** Trust first, then the anomalies, then what the trust rests on. */
export function renderRun({ run, lastGood, now, pipeline, isNamed, marks }: View, selection: Selection = WHOLE): Html {
  const shown = { pipeline, run: isNamed && run.state === 'ok' ? run.run_id : null };
  const standIn = lastGood && renderAnomalies(lastGood, now, { standIn: true, selection, shown, marks });
  if (run.state !== 'ok') return html`${renderTrust(run.state, null, now)}${standIn}`;
  const { level } = run.system.trust;
  const sound: SoundRun = run;
  return html`${renderTrust(level, sound, now)}${level === 'withheld' ? standIn : renderAnomalies(sound, now, { standIn: false, selection, shown, marks })}${
    level !== 'withheld' && renderScores(sound)
  }${renderQuality(sound.quality)}${renderDrift(sound.drift)}`;
}
