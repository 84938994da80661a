import type { SoundRun } from '../../../artifacts/verify-run.ts';
import { datum, type Html, html } from '../parts/html.ts';
import { renderAge } from '../parts/render-age.ts';
import { renderReasons } from '../parts/render-reasons.ts';
import { SOURCE_WORDS } from '../parts/source-words.ts';

/** Above rows of the last good run: which run, how old its data are, where they come from, and what spoke against them then. */
export function renderStandIn({ run_id, manifest, system: { summary, trust } }: SoundRun, now: Date): Html {
  const source = summary.source_used;
  const isFallback = source === 'last_good' || source === 'file';
  return html`<div class="banner ${isFallback ? 'bad' : 'warn'}" role="note"><strong>Not the current data${isFallback && ', and fallback data then'}</strong>
<p>From the last good run <code>${run_id}</code>, finished ${renderAge(manifest.finished_at, now, 'ago')}.</p>
<ul><li>Data age: ${renderAge(trust.data.max_event_time, now)}</li>
<li>Source: ${SOURCE_WORDS[source]}${summary.fallback_reason !== null && html` because of ${datum(summary.fallback_reason)}`}</li>
<li>It was ${trust.level}. ${renderReasons(trust.reasons)}</li></ul></div>`;
}
