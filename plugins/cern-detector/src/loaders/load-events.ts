import type { Batch, HostApi, LoadContext } from '@oads/cli/plugin';
import { readGolden } from '../golden/read-golden.ts';

/** What the loaders of events share; their schema is `eventsOptions`. */
export interface EventsOptions {
  readonly path: string | string[];
  readonly branches?: string[];
  readonly aggregate?: Record<string, string[]>;
  readonly entries?: [from: number, to: number];
  readonly golden?: string;
  readonly run_column?: string;
  readonly ls_column?: string;
}

/** Where the events are: the only tree of the file without a name; `kept` branches are always read. */
export interface EventTree {
  readonly tree?: string;
  readonly kept?: readonly string[];
  readonly branches?: readonly string[];
  /** Branches that the file lacks are left out. */
  readonly isLenient?: boolean;
}

/** The events of all files, for the loader of that name. */
export async function* loadEvents(
  api: HostApi,
  loader: string,
  options: EventsOptions,
  events: EventTree,
  context: LoadContext,
): AsyncGenerator<Batch> {
  refuseWindow(api, loader, context);
  refuseNoEntries(api, loader, options);
  const [{ readEvents }, { DEFAULT_AGGREGATES }] = await Promise.all([
    import('../root/read-events.ts'),
    import('../root/table/aggregates.ts'),
  ]);
  yield* readEvents(
    api,
    await api.files.list(options.path, context.baseDir),
    {
      ...events,
      aggregate: options.aggregate ?? {},
      defaultAggregates: DEFAULT_AGGREGATES,
      entries: options.entries,
      golden: await goldenFilter(api, options, context),
    },
    context,
  );
}

/** Entries from one number up to a smaller one are none. */
function refuseNoEntries(api: HostApi, loader: string, { entries }: Pick<EventsOptions, 'entries'>): void {
  if (!entries || entries[0] < entries[1]) return;
  throw new api.UsageError('OADS_LOADER_OPTIONS', `${loader}: expected entries [from, to] with from < to, got [${entries.join(', ')}]`, {
    hint: 'the second number is the first entry that is not read',
  });
}

async function goldenFilter(
  api: HostApi,
  {
    golden,
    run_column: run = 'run',
    ls_column: lumisection = 'luminosityBlock',
  }: Pick<EventsOptions, 'golden' | 'run_column' | 'ls_column'>,
  { baseDir, signal }: LoadContext,
) {
  return golden === undefined ? undefined : { list: await readGolden(api, golden, baseDir, signal), run, lumisection };
}

/** Events carry no time of their own. */
export function refuseWindow(api: HostApi, loader: string, { window }: LoadContext): void {
  if (!window) return;
  throw new api.SourceError('OADS_COLUMN_MISSING', `the loader ${loader} reads no window: events have no time "${window.column}"`, {
    hint: 'leave `window` out, and choose files, `entries` or a golden JSON',
  });
}
