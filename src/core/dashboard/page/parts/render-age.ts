import { formatDurationMs } from '../../../config/durations.ts';
import { ageSeconds } from '../../view/age.ts';
import { type Html, html } from './html.ts';
import { renderInstant } from './render-instant.ts';

/** `2h 3m ago` with the instant beside it; the page's script lets it count on. What lies ahead of the clock is neither old nor ago. */
export function renderAge(instant: string | null, now: Date, phrase?: 'ago' | 'old'): Html {
  const seconds = ageSeconds(instant, now);
  if (instant === null || seconds === null)
    return html`<span class="none">${phrase === 'ago' ? 'at an unknown time' : phrase === 'old' ? 'of unknown age' : 'unknown'}</span>`;
  const when = renderInstant(instant);
  if (seconds < -1)
    return html`<span class="age">${formatDurationMs(-seconds * 1000)} ahead of the clock</span> <span class="at">(${when})</span>`;
  const age = formatDurationMs(Math.max(0, Math.floor(seconds)) * 1000).replace(/^0ms$/, '0s');
  return html`<span class="age" data-age-seconds="${Math.max(0, Math.floor(seconds))}">${age}</span>${phrase && ` ${phrase}`} <span class="at">(${when})</span>`;
}
