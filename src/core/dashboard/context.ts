import type { Access } from './access/create-access.ts';
import { marksOf } from './acknowledge/marks.ts';
import type { EventStreams } from './live/event-streams.ts';
import type { ServerCounts } from './monitoring/server-counts.ts';
import type { Reader } from './view/create-reader.ts';
import { loadView } from './view/load-view.ts';
import type { View } from './view/view.ts';

export interface DashboardLog {
  warn(message: string): void;
  error(message: string): void;
}

/** What the routes of one server share. */
export interface Context {
  readonly artifactsDir: string;
  readonly reader: Reader;
  readonly access: Access;
  /** The pipeline of the server's options: shown when a request names none. */
  readonly preferred: string | null;
  readonly now: () => Date;
  readonly redact: (text: string) => string;
  readonly log: DashboardLog;
  /** Of oads, for those who watch the server. */
  readonly version: string;
  readonly counts: ServerCounts;
  /** The streams of server-sent events that are open. */
  readonly streams: EventStreams;
  /** Aborted when the server stops: an answer that has no end of its own (server-sent events) ends by it. */
  readonly stopped: AbortSignal;
  /** Beyond this age of its newest confirmation a run is stale; null: no limit is configured. */
  readonly staleAfterSeconds: number | null;
  /** People may mark rows: `--allow-ack`. */
  readonly allowsMarks: boolean;
}

/** What an answer about one pipeline is made from, read now. `run` is null for the newest. */
export async function viewOf(context: Context, request: { pipeline: string | null; run?: string | null }): Promise<View> {
  const { access, reader, preferred, now, staleAfterSeconds, allowsMarks } = context;
  const asked = { requested: request.pipeline, run: request.run ?? null, preferred, now: now(), staleAfterSeconds };
  const view = { ...(await loadView(reader, asked)), isGuarded: access.isGuarded };
  return view.pipeline === null ? view : { ...view, marks: marksOf(await reader.readMarks(view.pipeline), allowsMarks) };
}
