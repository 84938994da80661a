import { type Html, html } from '../parts/html.ts';
import { findTicks, type Placed } from './place-runs.ts';

const DAY_MS = 86_400_000;

/** When the runs finished, in UTC. */
export function drawTimeAxis({ fromMs, toMs }: Placed): Html {
  const ticks = findTicks(fromMs, toMs, 5);
  const isDays = ticks.every((ms) => ms % DAY_MS === 0);
  return html`<svg class="time-axis" width="100%" height="20" aria-hidden="true" focusable="false">${ticks.map((ms, index) => {
    const x = Math.round(((ms - fromMs) / (toMs - fromMs)) * 1e5) / 1e3;
    const text = new Date(ms).toISOString();
    // The outermost labels stay inside the picture.
    const anchor = x < 8 ? 'start' : x > 92 ? 'end' : 'middle';
    return html`<line class="axis" x1="${x}%" x2="${x}%" y1="0" y2="5"/><text class="tick${index % 2 === 1 && ' odd'}" x="${x}%" y="17" text-anchor="${anchor}">${isDays ? text.slice(0, 10) : text.slice(5, 16).replace('T', ' ')}</text>`;
  })}</svg>`;
}
