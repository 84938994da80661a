import type { View } from '../../view/view.ts';
import { formatDuration } from '../parts/format.ts';
import { datum, type Html, html } from '../parts/html.ts';
import { renderAge } from '../parts/render-age.ts';

const SOURCES = { last_good: 'the rows of the last successful load', file: 'a local file named in the configuration' } as const;

/** What must be seen before any number: nothing there, damage, a run that is not the newest, withheld, stale, data from the fallback. */
export function renderBanners(view: View): Html {
  const { run, lastGood, outrankedBy, pipeline, now } = view;
  const standIn =
    lastGood &&
    html` Below is the last good run, ${renderAge(lastGood.manifest.finished_at, now, 'old')}. It says nothing about the current data.`;
  if (run.state === 'no_data') {
    return banner(
      'plain',
      'No run yet',
      html`${pipeline === null ? 'The artifacts directory holds no pipeline.' : 'This pipeline has not finished a run.'} Start one with <code>oads run</code>.${standIn}`,
    );
  }
  if (run.state === 'damaged') {
    return html`${renderOlder(view)}${banner(
      'bad',
      titleOfDamage(view),
      html`${list(run.problems)}<p>${run.isNewer ? 'Update the oads of this server' : html`Run the pipeline again, or look closer with <code>oads verify</code>`}.${standIn}</p>`,
    )}`;
  }
  const { summary, trust } = run.system;
  const source = summary.source_used;
  return html`${renderOlder(view)}${
    trust.level === 'withheld' &&
    banner(
      'bad',
      'The results of this run are withheld',
      html`The reasons are below.${standIn ?? (view.isNamed ? null : ' There is no earlier good run to show instead.')}`,
    )
  }${renderStale(view)}${
    (source === 'last_good' || source === 'file') &&
    banner(
      'warn',
      'Fallback data',
      html`The source could not be used: these are ${SOURCES[source]}. Reason: ${datum(summary.fallback_reason ?? 'not recorded')}.${
        outrankedBy &&
        html` The same rows were ${outrankedBy.manifest.trust_level} in run <code>${outrankedBy.run_id}</code>, ${renderAge(outrankedBy.manifest.finished_at, now, 'old')}.`
      }`,
    )
  }`;
}

function renderOlder({ isNamed, run, pipeline, pipelines }: View): Html | null {
  const newestRunId = pipelines.find(({ name }) => name === pipeline)?.run_id;
  if (!isNamed || run.state === 'no_data' || run.run_id === newestRunId) return null;
  const newest = html`<a href="/?pipeline=${encodeURIComponent(pipeline ?? '')}">the newest run</a>`;
  return banner(
    'warn',
    'Not the newest run',
    html`You look at run <code>${run.run_id}</code> by its id.<span class="needs-server"> See ${newest}.</span>`,
  );
}

function renderStale({ staleness: { stale, staleAfterSeconds, confirmedAgeSeconds }, run, now }: View): Html | null {
  if (stale !== true || staleAfterSeconds === null || run.state !== 'ok') return null;
  if (confirmedAgeSeconds !== null && confirmedAgeSeconds < 0)
    return banner(
      'bad',
      'Stale: confirmed ahead of the clock',
      html`The last run bears a time ${renderAge(run.confirmed_at, now)}: nobody can tell how old it is. Look at the clocks of this machine and of the one that runs it, and run again.`,
    );
  const limit = formatDuration(staleAfterSeconds);
  return banner(
    'bad',
    'Stale: no run for too long',
    html`The last run was ${renderAge(run.confirmed_at, now, 'ago')}, and at most ${limit} are allowed. What is shown here may no longer hold: see why the schedule stands still.`,
  );
}

function titleOfDamage({ run, isNamed }: View): string {
  if (run.state !== 'damaged') return '';
  if (run.isNewer) return 'This run was written by a newer oads and is not shown';
  if (isNamed) return 'This run is torn or altered and not shown';
  const missing = run.run_id === null || run.problems.includes(`runs/${run.run_id} is missing`);
  return missing ? 'The newest run is missing' : 'The newest run is damaged and not shown';
}

/** Only what is bad interrupts whoever listens to the page. */
function banner(kind: 'plain' | 'warn' | 'bad', title: string, text: Html): Html {
  return html`<div class="banner ${kind}" role="${kind === 'bad' ? 'alert' : 'note'}"><strong>${title}</strong><div>${text}</div></div>`;
}

function list(problems: readonly string[]): Html {
  return html`<ul>${problems.slice(0, 20).map((problem) => html`<li>${datum(problem, 400)}</li>`)}${problems.length > 20 && html`<li>and ${problems.length - 20} more</li>`}</ul>`;
}
