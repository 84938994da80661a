import type { Timeline } from '../../../artifacts/read-timeline.ts';
import type { Comparison } from '../../compare/comparison.ts';
import { parseInstantMs } from '../../view/age.ts';
import { formatInstant } from '../parts/format.ts';
import { type Html, html } from '../parts/html.ts';

/** Two lists to choose the runs from. */
export function renderPicker({ pipeline, run, with: other }: Comparison, timeline: Timeline | null): Html | null {
  if (pipeline === null || timeline === null || timeline.runs.length === 0) return null;
  // Whose whole check found damage is damaged here, too: the timeline looked at its manifest and system state alone.
  const damaged = new Set([run, other].flatMap((side) => (side?.data === 'damaged' ? [side.run_id] : [])));
  const choices = timeline.runs.map(({ run_id, finished_at, data, trust_level }) => ({
    run_id,
    finished_at,
    level: damaged.has(run_id) ? 'damaged' : (trust_level ?? data),
  }));
  const select = (name: string, label: string, chosen: string | null) => {
    const isListed = choices.some(({ run_id }) => run_id === chosen);
    return html`<label>${label} <select name="${name}">${chosen !== null && !isListed && html`<option value="${chosen}" selected>${chosen}</option>`}${choices.map(
      ({ run_id, finished_at, level }) =>
        html`<option value="${run_id}"${run_id === chosen && html` selected`}${instantOf(finished_at, ` ${level} ${run_id.slice(0, 8)}`)}>${finished_at === null ? 'time unknown' : formatInstant(finished_at)} ${level} ${run_id.slice(0, 8)}</option>`,
    )}</select></label>`;
  };
  return html`<form class="picker" method="get" action="/compare"><input type="hidden" name="pipeline" value="${pipeline}">${select('with', 'Other run', other?.run_id ?? null)}${select('run', 'This run', run?.run_id ?? null)}<button type="submit">Compare</button></form>`;
}

/** For the script: an option holds no `<time>` that could be shown in another zone. */
function instantOf(text: string | null, rest: string): Html | null {
  const ms = parseInstantMs(text);
  return ms === null ? null : html` data-instant="${new Date(ms).toISOString()}" data-rest="${rest}"`;
}
