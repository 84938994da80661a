import { Counter, Gauge, Registry, type RegistryContentType } from 'prom-client';
import type { RunReading } from '../../artifacts/read-runs.ts';
import type { Metric } from '../monitoring/metric.ts';
import { RUN_METRICS } from '../monitoring/run-metrics.ts';
import { REQUESTS_METRIC, SERVER_METRICS, type ServerInput } from '../monitoring/server-metrics.ts';

export interface MetricsText {
  readonly contentType: string;
  readonly body: string;
}

/**
 * The figures as a text exposition, one label set a pipeline. A figure that may not be claimed or is unknown has no
 * sample: never a 0. Flags are state sets: 1 for the state that holds, 0 for the others.
 */
export async function renderOpenMetrics(
  runs: readonly (readonly [pipeline: string, run: RunReading])[],
  options: {
    format: 'openmetrics' | 'prometheus';
    now: Date;
    staleAfterSeconds: number | null;
    /** null: those of the pipelines alone. */
    server: ServerInput | null;
  },
): Promise<MetricsText> {
  const { format, now, staleAfterSeconds, server } = options;
  // A registry a request: nothing can be left over from a pipeline or a run that is gone.
  const registry = new Registry<RegistryContentType>();
  registry.setContentType(format === 'openmetrics' ? Registry.OPENMETRICS_CONTENT_TYPE : Registry.PROMETHEUS_CONTENT_TYPE);
  const inputs = runs.map(([pipeline, run]) => [{ pipeline }, { run, now, staleAfterSeconds }] as const);
  for (const metric of RUN_METRICS) addMetric(registry, metric, inputs, ['pipeline']);
  if (server) addServer(registry, server);
  return { contentType: registry.contentType, body: await registry.metrics() };
}

function addMetric<Input>(
  registry: Registry<RegistryContentType>,
  { name, help, label, read }: Metric<Input>,
  inputs: readonly (readonly [labels: Readonly<Record<string, string>>, input: Input])[],
  labelNames: readonly string[],
): void {
  const metric = { name, help, labelNames: label === undefined ? labelNames : [...labelNames, label], registers: [registry] };
  const add = addTo(name.endsWith('_total') ? new Counter(metric) : new Gauge(metric));
  for (const [labels, input] of inputs) {
    const samples = read(input);
    if (typeof samples === 'number') add(labels, samples);
    else for (const [value, sample] of samples ?? []) add({ ...labels, [label as string]: value }, sample);
  }
}

/** Both begin at 0 in a registry of their own: adding is setting. */
function addTo(metric: Counter | Gauge): (labels: Readonly<Record<string, string>>, value: number) => void {
  return (labels, value) => {
    if (Number.isFinite(value)) metric.inc(labels, value);
  };
}

function addServer(registry: Registry<RegistryContentType>, server: ServerInput): void {
  for (const metric of SERVER_METRICS) addMetric(registry, metric, [[{}, server]], []);
  const { name, help, labels } = REQUESTS_METRIC;
  const requests = new Counter({ name, help, labelNames: labels, registers: [registry] });
  for (const { route, status, count } of server.counts.requests()) requests.inc({ route, status }, count);
}
