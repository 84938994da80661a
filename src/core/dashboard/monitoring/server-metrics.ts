import type { Metric } from './metric.ts';
import type { ServerCounts } from './server-counts.ts';

export interface ServerInput {
  readonly counts: ServerCounts;
  readonly version: string;
  readonly eventStreams: number;
  readonly residentBytes: number;
}

/** The figures of the server itself, without a pipeline. */
export const SERVER_METRICS: readonly Metric<ServerInput>[] = [
  { name: 'oads_build_info', help: 'Always 1: the version of oads that serves.', label: 'version', read: ({ version }) => [[version, 1]] },
  {
    name: 'oads_server_start_timestamp_seconds',
    help: 'Unix time at which the server was started.',
    read: ({ counts }) => counts.startedAt.getTime() / 1000,
  },
  {
    name: 'oads_server_resident_memory_bytes',
    help: "Memory of the server's process.",
    read: ({ residentBytes }) => residentBytes,
  },
  { name: 'oads_server_event_streams', help: 'Streams of server-sent events that are open.', read: ({ eventStreams }) => eventStreams },
  {
    name: 'oads_server_read_failures_total',
    help: 'Readings that found the artifacts directory unreadable or a run damaged.',
    read: ({ counts }) => counts.readFailures,
  },
];

/** The one metric with two labels. */
export const REQUESTS_METRIC = {
  name: 'oads_server_requests_total',
  help: 'Answered requests; status is "aborted" where the client went before there was one.',
  labels: ['route', 'status'],
} as const;
