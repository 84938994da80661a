import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { load } from 'js-yaml';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { RUN_METRICS } from '../../src/core/dashboard/monitoring/run-metrics.ts';
import { REQUESTS_METRIC, SERVER_METRICS } from '../../src/core/dashboard/monitoring/server-metrics.ts';
import { root } from '../support/cli.ts';
import { findPromtool, runPromtool } from '../support/promtool.ts';
import { readDocument, readTable } from './documents.ts';

const test = suite('docs/monitoring');

interface Rule {
  alert: string;
  expr: string;
  annotations: Record<string, string>;
}
interface Target {
  expr: string;
}

/** Every metric with its labels and what it means, as the code has it. */
const METRICS = new Map<string, { labels: readonly string[]; help: string }>([
  ...RUN_METRICS.map(({ name, label, help }) => [name, { labels: ['pipeline', ...(label ? [label] : [])], help }] as const),
  ...SERVER_METRICS.map(({ name, label, help }) => [name, { labels: label ? [label] : [], help }] as const),
  [REQUESTS_METRIC.name, REQUESTS_METRIC],
]);

const readRules = () =>
  (load(readDocument('docs/monitoring/alerts.yml')) as { groups: { rules: Rule[] }[] }).groups.flatMap(({ rules }) => rules);

const readDashboard = () =>
  JSON.parse(readDocument('docs/monitoring/grafana-dashboard.json')) as {
    panels: { title: string; type: string; datasource?: { uid: string }; targets?: Target[] }[];
    templating: { list: { name: string; definition?: string }[] };
  };

/** The metrics of an expression exist, and so do the labels that it asks them for. */
function assertKnown(expr: string, where: string): void {
  const names = [...expr.matchAll(/\boads_[a-z0-9_]+/g)].map(([name]) => name);
  for (const name of names) assert.ok(METRICS.has(name), `${where}: there is no metric ${name}`);
  for (const [, name, matchers] of expr.matchAll(/\b(oads_[a-z0-9_]+)\{([^}]*)\}/g)) {
    const known = [...(METRICS.get(name)?.labels ?? []), 'instance', 'job'];
    for (const [, label] of matchers.matchAll(/([a-z_]+)\s*(?:=~|!~|!=|=)/g))
      assert.ok(known.includes(label), `${where}: ${name} has no label ${label}`);
  }
}

test('the page names every metric with its labels and meaning, and no other', () => {
  const shown = readTable(readDocument('docs/monitoring/README.md'), '## Metrics');
  const expected = [...METRICS].map(([name, { labels, help }]) => [name, labels.join(', ') || 'none', help]);
  assert.equal(shown.sort(), expected.sort());
});

test('the rules ask for metrics that exist; each says what is wrong and what to do', () => {
  const rules = readRules();
  assert.ok(rules.length >= 10);
  for (const { alert, expr, annotations } of rules) {
    assertKnown(expr, alert);
    for (const name of ['summary', 'description', 'runbook']) assert.ok(annotations[name]?.length > 10, `${alert} has a ${name}`);
  }
  const page = readDocument('docs/monitoring/README.md');
  for (const { alert } of rules) assert.match(page, `\`${alert}\``);
});

test('the states and flags that rules and panels ask for are those of the code', () => {
  const states = new Map([
    ['level', ['certified', 'qualified', 'rank-only', 'withheld']],
    ['state', ['ok', 'no_data', 'damaged']],
    ['source', ['primary', 'last_good', 'file', 'input']],
    ['flag', ['pass', 'warn', 'fail', 'error', 'none', 'moderate', 'severe', 'insufficient', 'unavailable']],
  ]);
  const expressions = [
    ...readRules().map(({ expr }) => expr),
    ...readDashboard().panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
  ];
  let found = 0;
  for (const expr of expressions) {
    for (const [, label, values] of expr.matchAll(/\b(level|state|source|flag)=~?"([^"]+)"/g)) {
      for (const value of values.split('|')) assert.ok(states.get(label)?.includes(value), `${label}="${value}"`);
      found++;
    }
  }
  assert.ok(found > 8);
});

test("the dashboard's panels ask for metrics that exist, of the data source that the reader chooses", () => {
  const { panels, templating } = readDashboard();
  assert.equal(
    templating.list.map(({ name }) => name),
    ['datasource', 'pipeline'],
  );
  assertKnown(String(templating.list[1].definition), 'variable pipeline');
  const asked = new Set<string>();
  for (const { title, type, datasource, targets = [] } of panels) {
    if (type === 'row') continue;
    assert.is(datasource?.uid, '${datasource}', title);
    assert.ok(targets.length > 0, title);
    for (const { expr } of targets) {
      assertKnown(expr, title);
      for (const [name] of expr.matchAll(/\boads_[a-z0-9_]+/g)) asked.add(name);
    }
  }
  const unasked = [...METRICS.keys()].filter((name) => !asked.has(name));
  assert.equal(unasked, ['oads_run_finished_timestamp_seconds', 'oads_run_stale'], 'what no panel shows is a decision');
});

const missing = findPromtool() === undefined && !process.env.CI;
const withPromtool = missing ? test.skip : test;

withPromtool('promtool takes the rules, and their tests pass', () => {
  for (const args of [
    ['check', 'rules', 'alerts.yml'],
    ['test', 'rules', 'alerts.test.yml'],
  ]) {
    const file = path.join(root, 'docs', 'monitoring', args[2]);
    const { status, output } = runPromtool([args[0], args[1], file]) ?? {};
    assert.is(status, 0, output);
  }
});

withPromtool("promtool can read every expression of the dashboard's panels", () => {
  const expressions = readDashboard().panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr.replaceAll('$pipeline', 'demo')));
  const dir = mkdtempSync(path.join(os.tmpdir(), 'oads-monitoring-'));
  try {
    const file = path.join(dir, 'rules.json'); // JSON is YAML
    writeFileSync(
      file,
      JSON.stringify({ groups: [{ name: 'panels', rules: expressions.map((expr, at) => ({ record: `panel:${at}`, expr })) }] }),
    );
    const { status, output } = runPromtool(['check', 'rules', file]) ?? {};
    assert.is(status, 0, output);
  } finally {
    rmSync(dir, { recursive: true });
  }
});

test.run();
