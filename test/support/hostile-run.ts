import type { RunDocuments } from './artifacts.ts';

/** What data may hold to trick a page, a spreadsheet or an eye. */
export const HOSTILE: readonly string[] = [
  '<script>fail("script")</script>',
  '"><img src=x onerror=fail("img")>',
  "javascript:fail('link')",
  '\u202egnp.exe\u2066',
  'a\u0000b\u0007\u001b[31m',
  '👩‍🚀🏴‍☠️é\u0301\ud800',
  'w'.repeat(100_000),
  '=HYPERLINK("http://example.invalid","x")',
  '</textarea></select></title></style><svg onload=fail("svg")>',
  '{{constructor.constructor("fail()")()}} ${fail()} <%= fail() %>',
  '__proto__',
];

/** Puts each of them wherever a value, a name or a message of the data is shown. For `writeRun`'s edit. */
export function makeHostile({ metrics, quality, drift, system }: RunDocuments): void {
  const name = HOSTILE.join(' ').replace('w'.repeat(100_000), 'w'.repeat(500));
  const shorter = HOSTILE.map((text) => text.slice(0, 2000));
  metrics.top = HOSTILE.map((text, index) => ({
    ...metrics.top[index],
    key: Object.fromEntries([
      ['flight', text],
      [name, text],
    ]),
    values: Object.fromEntries([...HOSTILE.map((column) => [column, text] as const), ['dep_delay', index]]),
    reasons: [
      { feature: text, value: text, direction: 'unseen' as const, percentile: 1, contribution: 0.5, text },
      { feature: 'dep_delay', value: index, direction: 'high' as const, percentile: 1, contribution: 0.1, text },
    ],
  }));
  metrics.reference_ranges = {
    ...metrics.reference_ranges,
    ...Object.fromEntries(
      HOSTILE.map((text) => [
        text,
        {
          column: text,
          range: {
            kind: 'categorical' as const,
            n: 10,
            nulls: 0,
            categories: 1,
            common: [{ value: text, share: { value: 1, count: 10, n: 10, interval: [0.7, 1] as [number, number] } }],
          },
        },
      ]),
    ),
  };
  if (metrics.model) metrics.model.name = name;
  quality.checks = shorter.map((text) => ({
    ...quality.checks[0],
    status: 'fail',
    id: text,
    check: text,
    columns: [text],
    observed: text,
    expected: text,
    hint: text,
    description: text,
    samples: [{ row: 1, values: { [text]: text, flight: text } }],
  }));
  quality.contract_broken = [...shorter];
  drift.reasons = [...shorter];
  drift.features = shorter.map((text) => ({ ...drift.features[0], feature: text, reasons: [text] }));
  system.summary.fallback_reason = name;
  system.trust.reasons = shorter.map((text) => ({ code: 'drift_moderate', message: text, level: 'qualified', evidence: text }));
  system.trust.claims.why_not = name;
}
