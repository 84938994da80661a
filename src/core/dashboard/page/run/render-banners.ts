import type { View } from '../../view.ts';
import { type Html, html } from '../parts/html.ts';
import { renderAge } from '../parts/render-age.ts';

const SOURCES = { last_good: 'the rows of the last successful load', file: 'a local file named in the configuration' } as const;

/** What must be seen before any number: nothing there, damage, withheld, data from the fallback. */
export function renderBanners({ run, lastGood, outrankedBy, pipeline, now }: View): Html {
  const stale =
    lastGood &&
    html` Below is the last good run, ${renderAge(lastGood.manifest.finished_at, now)} old: it says nothing about the current data.`;
  if (run.state === 'no_data') {
    return banner(
      'plain',
      'No run yet',
      html`${pipeline === null ? 'The artifacts directory holds no pipeline.' : 'This pipeline has not finished a run.'} Start one with <code>oads run</code>.${stale}`,
    );
  }
  if (run.state === 'damaged') {
    return banner(
      'bad',
      'The newest run is damaged and not shown',
      html`${list(run.problems)}<p>Run the pipeline again, or look closer with <code>oads verify</code>.${stale}</p>`,
    );
  }
  const { summary, trust } = run.system;
  const source = summary.source_used;
  return html`${
    trust.level === 'withheld' &&
    banner(
      'bad',
      'The results of this run are withheld',
      html`The reasons are below.${stale ?? ' There is no earlier good run to show instead.'}`,
    )
  }${
    (source === 'last_good' || source === 'file') &&
    banner(
      'warn',
      'Fallback data',
      html`The source could not be used: these are ${SOURCES[source]}. Reason: ${summary.fallback_reason ?? 'not recorded'}.${
        outrankedBy &&
        html` The same rows were ${outrankedBy.manifest.trust_level} in run <code>${outrankedBy.run_id}</code>, ${renderAge(outrankedBy.manifest.finished_at, now)} old.`
      }`,
    )
  }`;
}

function banner(kind: string, title: string, text: Html): Html {
  return html`<div class="banner ${kind}" role="${kind === 'plain' ? 'status' : 'alert'}"><strong>${title}</strong><div>${text}</div></div>`;
}

function list(problems: readonly string[]): Html {
  return html`<ul>${problems.slice(0, 20).map((problem) => html`<li>${problem}</li>`)}${problems.length > 20 && html`<li>and ${problems.length - 20} more</li>`}</ul>`;
}
