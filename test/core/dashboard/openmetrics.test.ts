import { truncate } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { negotiateFormat } from '../../../src/core/dashboard/http/negotiate-format.ts';
import { writeRun } from '../../support/artifacts.ts';
import { closeDashboards, serveDashboard, type TestServer } from '../../support/dashboard.ts';
import { openEventStream } from '../../support/event-stream.ts';
import { runPromtool } from '../../support/promtool.ts';

const test = suite('dashboard/openmetrics');
let server: TestServer;

test.before.each(async () => {
  server = await serveDashboard();
});
test.after.each(closeDashboards);

interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

/** Reads an exposition line by line and refuses whatever is not in the format. */
function parseExposition(text: string, format: 'openmetrics' | 'prometheus'): Sample[] {
  const samples: Sample[] = [];
  const types = new Map<string, string>();
  const seen = new Set<string>();
  const lines = text.split('\n');
  assert.is(lines.pop(), '', 'the text ends with a line feed');
  if (format === 'openmetrics') assert.is(lines.pop(), '# EOF');
  for (const line of lines) {
    if (line === '' && format === 'prometheus') continue;
    const help = /^# HELP ([a-z_]+) [^\n]+$/.exec(line);
    if (help) continue;
    const type = /^# TYPE ([a-z_]+) (gauge|counter)$/.exec(line);
    if (type) {
      assert.not.ok(types.has(type[1]), `${type[1]} is declared once`);
      types.set(type[1], type[2]);
      continue;
    }
    const sample = /^([a-z_]+)(?:\{((?:[a-z_]+="(?:[^"\\\n]|\\[\\n"])*",?)+)\})? (-?[0-9][0-9.e+-]*)$/.exec(line);
    assert.ok(sample, `not a line of the format: ${line}`);
    if (!sample) continue;
    const [, name, given = ''] = sample;
    // OpenMetrics declares a counter without the end of its samples' name.
    const declared = types.get(name) ?? (format === 'openmetrics' && types.get(name.replace(/_total$/, '')));
    assert.ok(declared, `${name} was declared before`);
    assert.is(declared === 'counter', name.endsWith('_total'), name);
    assert.not.ok(seen.has(name + given), `${line} appears once`);
    seen.add(name + given);
    const labels = Object.fromEntries([...given.matchAll(/([a-z_]+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, value]) => [key, value]));
    samples.push({ name, labels, value: Number(sample[3]) });
  }
  return samples;
}

function sampleValue(samples: Sample[], name: string, labels: Record<string, string>): number | undefined {
  return samples.find((sample) => sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value))
    ?.value;
}

test('the text parses back to the figures of each pipeline', async () => {
  await writeRun(server.dir, { pipeline: 'a' });
  await writeRun(server.dir, { pipeline: 'b', level: 'withheld' });
  for (const format of ['openmetrics', 'prometheus'] as const) {
    const answer = await server.get(`/metrics?format=${format}`);
    assert.is(
      answer.headers.get('content-type'),
      format === 'openmetrics' ? 'application/openmetrics-text; version=1.0.0; charset=utf-8' : 'text/plain; version=0.0.4; charset=utf-8',
    );
    const samples = parseExposition(answer.text, format);
    assert.is(sampleValue(samples, 'oads_anomaly_rate_ratio', { pipeline: 'a' }), 0.02);
    assert.is(sampleValue(samples, 'oads_anomaly_rate_upper_ratio', { pipeline: 'a' }), 0.0271);
    assert.is(sampleValue(samples, 'oads_rows_scored', { pipeline: 'a' }), 2000);
    assert.is(sampleValue(samples, 'oads_rows_scored', { pipeline: 'b' }), 0);
    assert.is(sampleValue(samples, 'oads_run_age_seconds', { pipeline: 'a' }), 7140);
    assert.is(sampleValue(samples, 'oads_expected_false_alarms', { pipeline: 'a' }), 40);
    assert.is(sampleValue(samples, 'oads_trust_level', { pipeline: 'a', level: 'certified' }), 1);
    assert.is(sampleValue(samples, 'oads_trust_level', { pipeline: 'a', level: 'withheld' }), 0);
    assert.is(sampleValue(samples, 'oads_trust_level', { pipeline: 'b', level: 'withheld' }), 1);
    assert.is(sampleValue(samples, 'oads_quality_flag', { pipeline: 'b', flag: 'fail' }), 1);
    // What is unknown or not claimed has no sample: never a 0.
    assert.is(sampleValue(samples, 'oads_anomaly_rate_ratio', { pipeline: 'b' }), undefined);
    assert.is(sampleValue(samples, 'oads_expected_false_alarms', { pipeline: 'b' }), undefined);
  }
});

test('one request leaves nothing behind for the next', async () => {
  await writeRun(server.dir);
  const first = await server.get('/metrics?format=openmetrics&pipeline=demo');
  const second = await server.get('/metrics?format=openmetrics&pipeline=demo');
  assert.is(second.text, first.text);
});

test('the server counts its requests by route and status, its streams, and what it could not read', async () => {
  const { runDir } = await writeRun(server.dir);
  const read = async () => parseExposition((await server.get('/metrics?format=openmetrics')).text, 'openmetrics');
  const requests = (samples: Sample[], route: string, status: string) =>
    sampleValue(samples, 'oads_server_requests_total', { route, status });
  for (const path of ['/health', '/health', '/health?pipeline=X', '/nothing', `/${'x'.repeat(50)}`, '/style.css', '/top-anomalies'])
    await server.get(path);
  await server.raw({ method: 'POST', path: '/health' });
  const samples = await read();
  assert.equal([requests(samples, '/health', '200'), requests(samples, '/health', '400'), requests(samples, '/health', '405')], [2, 1, 1]);
  // What is no route has no label of its own: a stranger must not be able to make them up.
  assert.equal([requests(samples, 'file', '200'), requests(samples, 'file', '404')], [1, 2]);
  assert.is(sampleValue(samples, 'oads_server_read_failures_total', {}), 0);
  assert.is(sampleValue(samples, 'oads_server_event_streams', {}), 0);
  assert.is(sampleValue(samples, 'oads_build_info', { version: 'unknown' }), 1);
  const stream = await openEventStream(`${server.url}/api/events`);
  await stream.next();
  await truncate(path.join(runDir, 'system_state.json'), 5);
  const later = await read();
  assert.is(sampleValue(later, 'oads_server_event_streams', {}), 1);
  assert.ok((sampleValue(later, 'oads_server_read_failures_total', {}) ?? 0) > 0);
  stream.close();
});

test('a run that was confirmed too long ago is stale, where there is a limit', async () => {
  await writeRun(server.dir, { confirmedAt: '2026-03-01T07:30:00.000Z' });
  const after = '2100-01-01T00:00:00.000Z';
  const staleness = async (staleAfterSeconds: number | null, now: string) => {
    const other = await serveDashboard({ artifactsDir: server.dir, staleAfterSeconds, now: () => new Date(now) });
    const samples = parseExposition((await other.get('/metrics?format=prometheus')).text, 'prometheus');
    await other.stop();
    return sampleValue(samples, 'oads_run_stale', { pipeline: 'demo' });
  };
  assert.equal(
    [await staleness(3600, after), await staleness(3600, '2026-03-01T08:00:00.000Z'), await staleness(null, after)],
    [1, 0, undefined],
  );
});

test("Prometheus' own checker takes the text", async () => {
  await writeRun(server.dir, { pipeline: 'a' });
  await writeRun(server.dir, { pipeline: 'b', level: 'qualified', source: 'file' });
  await writeRun(server.dir, { pipeline: 'c', level: 'withheld' });
  await server.get('/health');
  const { text } = await server.get('/metrics?format=prometheus');
  const checked = runPromtool(['check', 'metrics'], text);
  if (checked) assert.equal([checked.status, checked.output], [0, '']);
});

test('one pipeline alone can be asked for', async () => {
  await writeRun(server.dir, { pipeline: 'a' });
  await writeRun(server.dir, { pipeline: 'b' });
  const samples = parseExposition((await server.get('/metrics?format=openmetrics&pipeline=b')).text, 'openmetrics');
  assert.equal([...new Set(samples.map(({ labels }) => labels.pipeline))], ['b']);
});

test('Accept chooses the format, JSON unless another is wanted more', async () => {
  const prometheus =
    'application/openmetrics-text;version=1.0.0;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=0.0.4;q=0.4,*/*;q=0.3';
  assert.is(negotiateFormat(prometheus), 'openmetrics');
  assert.is(negotiateFormat('application/openmetrics-text'), 'openmetrics');
  assert.is(negotiateFormat('text/plain'), 'prometheus');
  assert.is(negotiateFormat('text/plain;q=0.5, application/json'), 'json');
  assert.is(negotiateFormat('text/html,application/xhtml+xml,*/*;q=0.8'), 'json');
  assert.is(negotiateFormat('*/*'), 'json');
  assert.is(negotiateFormat(undefined), 'json');
  assert.is(negotiateFormat('text/plain;q=0'), 'json');
  assert.is(negotiateFormat('text/plain;q=nonsense'), 'json');
  await writeRun(server.dir);
  assert.match((await server.get('/metrics', { accept: prometheus })).text, /# EOF\n$/);
  assert.match((await server.get('/metrics', { accept: 'text/plain' })).text, '# TYPE oads_trust_level gauge');
  assert.is((await server.get('/metrics')).headers.get('vary'), 'Accept');
});

test.run();
