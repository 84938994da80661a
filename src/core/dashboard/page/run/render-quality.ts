import type { CheckResult, QualitySnapshot } from '../../../snapshot/quality-snapshot.ts';
import { formatCount, formatNumber } from '../parts/format.ts';
import { datum, type Html, html } from '../parts/html.ts';
import { renderRate } from './render-trust.ts';

const ORDER = { fail: 0, error: 1, warn: 2, pass: 3 } as const;
const SIGNS = { fail: '✕', error: '?', warn: '!', pass: '✓' } as const;
const WORDS = { fail: 'failed', error: 'not computed', warn: 'warned', pass: 'passed' } as const;
/** So many passes are shown; more are folded away. */
const PASSES_SHOWN = 8;
/** So many others are shown at once. */
const OTHERS_SHOWN = 50;

/** Every check with observed against expected, the failed ones first. */
export function renderQuality(quality: QualitySnapshot): Html {
  const checks = [...quality.checks].sort((a, b) => ORDER[a.status] - ORDER[b.status]);
  const passes = checks.filter(({ status }) => status === 'pass');
  const others = checks.filter(({ status }) => status !== 'pass');
  const folded = passes.length > PASSES_SHOWN;
  const first = [...others.slice(0, OTHERS_SHOWN), ...(folded ? [] : passes)];
  const { passed, warned, failed, errored } = quality.counts;
  return html`<section id="quality" aria-labelledby="quality-title"><h2 id="quality-title">Quality: ${quality.flag}</h2>
<p>${formatCount(checks.length, 'check')}: ${failed} failed, ${errored} not computed, ${warned} warned, ${passed} passed. ${formatNumber(quality.rows.in)} rows read, ${formatNumber(quality.rows.kept)} kept, ${formatNumber(quality.rows.quarantined)} set aside in quarantine${quality.rows.quarantined > 0 && renderRules(quality)}.</p>
${quality.contract_broken.length > 0 && html`<p class="status-fail">The contract is broken: ${quality.contract_broken.map((text, index) => html`${index > 0 && '; '}${datum(text, 400)}`)}.</p>`}
${checks.length === 0 && html`<p>No check is configured.</p>`}${first.length > 0 && renderChecks('Quality checks', first)}
${others.length > OTHERS_SHOWN && html`<details><summary>${others.length - OTHERS_SHOWN} more that did not pass</summary>${renderChecks('Further quality checks', others.slice(OTHERS_SHOWN))}</details>`}
${folded && html`<details><summary>${passes.length} passed</summary>${renderChecks('Checks that passed', passes)}</details>`}</section>`;
}

/** Which rules set rows aside; a row that two of them refuse is counted by both. */
function renderRules({ checks }: QualitySnapshot): Html | null {
  const rules = checks.flatMap(({ id, severity, failed }) =>
    severity === 'quarantine' && failed && failed.count > 0 ? [{ id, ...failed }] : [],
  );
  rules.sort((a, b) => b.count - a.count);
  if (rules.length === 0) return null;
  return html` (by ${rules.slice(0, 10).map(({ id, count, n }, index) => html`${index > 0 && ', '}${datum(id)}: ${formatNumber(count)} of ${formatCount(n, 'row')}`)}${rules.length > 10 && `, and ${rules.length - 10} more rules`})`;
}

function renderChecks(label: string, checks: readonly CheckResult[]): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table class="checks stack"><thead><tr><th scope="col">Verdict</th><th scope="col">Check</th><th scope="col">Observed</th><th scope="col">Expected</th><th scope="col">Rows that failed</th></tr></thead>
<tbody>${checks.map(renderCheck)}</tbody></table></div>`;
}

function renderCheck(check: CheckResult): Html {
  return html`<tr class="status-${check.status}"><td class="verdict-word"><span class="sign" aria-hidden="true">${SIGNS[check.status]}</span> ${WORDS[check.status]}</td>
<th scope="row">${datum(check.id)} <small>${datum(check.check)}${check.columns.length > 0 && html` on ${datum(check.columns.join(', '))}`}, severity ${check.severity}</small>${check.description && html`<br><small>${datum(check.description, 400)}</small>`}</th>
<td data-label="observed">${datum(check.observed, 400)}${check.status !== 'pass' && check.hint && html`<br><small>${datum(check.hint, 400)}</small>`}${renderSamples(check)}</td>
<td data-label="expected">${datum(check.expected, 400)}</td><td data-label="rows that failed">${check.failed === null ? html`<span class="none">judges no single rows</span>` : renderRate(check.failed)}</td></tr>`;
}

function renderSamples({ samples, status }: CheckResult): Html | null {
  if (samples.length === 0 || status === 'pass') return null;
  return html`<details><summary>${formatCount(samples.length, 'sample row')}</summary><ul>${samples
    .slice(0, 10)
    .map(
      ({ row, values }) =>
        html`<li>row ${formatNumber(row)}: ${Object.entries(values).map(([name, value]) => html`<span class="pair">${datum(name)} = ${datum(value)}</span> `)}</li>`,
    )}</ul></details>`;
}
