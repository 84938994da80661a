import type { CheckResult, QualitySnapshot } from '../../../snapshot/quality-snapshot.ts';
import { formatNumber } from '../parts/format.ts';
import { datum, type Html, html } from '../parts/html.ts';
import { renderRate } from './render-trust.ts';

const ORDER = { fail: 0, error: 1, warn: 2, pass: 3 } as const;
const SIGNS = { fail: '✕', error: '?', warn: '!', pass: '✓' } as const;
const WORDS = { fail: 'failed', error: 'not computed', warn: 'warned', pass: 'passed' } as const;

/** Every check with observed against expected, the failed ones first. */
export function renderQuality(quality: QualitySnapshot): Html {
  const checks = [...quality.checks].sort((a, b) => ORDER[a.status] - ORDER[b.status]);
  return html`<section id="quality" aria-labelledby="quality-title"><h2 id="quality-title">Quality: ${quality.flag}</h2>
<p>${formatNumber(quality.rows.in)} rows read, ${formatNumber(quality.rows.kept)} kept, ${formatNumber(quality.rows.quarantined)} set aside in quarantine.</p>
${quality.contract_broken.length > 0 && html`<p class="status-fail">The contract is broken: ${quality.contract_broken.join('; ')}.</p>`}
${
  checks.length === 0
    ? html`<p>No check is configured.</p>`
    : html`<div class="scroll" tabindex="0" role="region" aria-label="Quality checks"><table class="checks"><thead><tr><th scope="col">Verdict</th><th scope="col">Check</th><th scope="col">Observed</th><th scope="col">Expected</th><th scope="col">Rows that failed</th></tr></thead>
<tbody>${checks.map(renderCheck)}</tbody></table></div>`
}</section>`;
}

function renderCheck(check: CheckResult): Html {
  return html`<tr class="status-${check.status}"><td class="verdict-word"><span class="sign" aria-hidden="true">${SIGNS[check.status]}</span> ${WORDS[check.status]}</td>
<th scope="row"><bdi>${check.id}</bdi> <small>${check.check}${check.columns.length > 0 && html` on <bdi>${check.columns.join(', ')}</bdi>`}</small>${check.description && html`<br><small>${check.description}</small>`}</th>
<td>${datum(check.observed)}${check.status !== 'pass' && check.hint && html`<br><small>${check.hint}</small>`}${renderSamples(check)}</td>
<td>${datum(check.expected)}</td><td>${check.failed === null ? html`<span class="none">judges no single rows</span>` : renderRate(check.failed)}</td></tr>`;
}

function renderSamples({ samples, status }: CheckResult): Html | null {
  if (samples.length === 0 || status === 'pass') return null;
  return html`<details><summary>${samples.length} sample rows</summary><ul>${samples
    .slice(0, 10)
    .map(
      ({ row, values }) =>
        html`<li>row ${row}: ${Object.entries(values).map(([name, value]) => html`<span class="pair"><bdi>${name}</bdi> = ${datum(value)}</span> `)}</li>`,
    )}</ul></details>`;
}
