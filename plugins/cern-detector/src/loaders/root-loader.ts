import type { Batch, HostApi, LoadContext, Loader } from '@oads/cli/plugin';
import { readGolden } from '../golden/read-golden.ts';
import { eventsOptions } from './events-options.ts';

interface Options {
  readonly path: string | string[];
  readonly tree?: string;
  readonly branches?: string[];
  readonly aggregate?: Record<string, string[]>;
  readonly entries?: [from: number, to: number];
  readonly golden?: string;
  readonly run_column?: string;
  readonly ls_column?: string;
}

/** A row is an event: flat branches as columns, lists (`Muon_pt[nMuon]`) as aggregates. */
export const rootLoader = (api: HostApi): Loader => ({
  name: 'root',
  description: 'Reads events of ROOT files: a TTree or an RNTuple, flat branches as columns, lists as aggregates',
  options: api.Type.Object(
    {
      ...eventsOptions(api),
      tree: api.Type.Optional(
        api.Type.String({ minLength: 1, description: 'the TTree or RNTuple, with its directories; the only one of the file by default' }),
      ),
      branches: api.Type.Optional(
        api.Type.Array(api.Type.String({ minLength: 1 }), {
          minItems: 1,
          description: 'names, or patterns with * and ?, of the branches to read; all that are no lists by default',
        }),
      ),
    },
    { additionalProperties: false },
  ),
  load: (options, context) => load(api, options as Options, context),
});

async function* load(api: HostApi, options: Options, context: LoadContext): AsyncGenerator<Batch> {
  refuseWindow(api, 'root', context);
  refuseNoEntries(api, 'root', options);
  const [{ readEvents }, { DEFAULT_AGGREGATES }] = await Promise.all([
    import('../root/read-events.ts'),
    import('../root/table/aggregates.ts'),
  ]);
  yield* readEvents(
    api,
    await api.files.list(options.path, context.baseDir),
    {
      tree: options.tree,
      branches: options.branches,
      aggregate: options.aggregate ?? {},
      defaultAggregates: DEFAULT_AGGREGATES,
      entries: options.entries,
      golden: await goldenFilter(api, options, context),
    },
    context,
  );
}

/** Entries from one number up to a smaller one are none. */
export function refuseNoEntries(api: HostApi, loader: string, { entries }: Pick<Options, 'entries'>): void {
  if (!entries || entries[0] < entries[1]) return;
  throw new api.UsageError('OADS_LOADER_OPTIONS', `${loader}: expected entries [from, to] with from < to, got [${entries.join(', ')}]`, {
    hint: 'the second number is the first entry that is not read',
  });
}

export async function goldenFilter(
  api: HostApi,
  { golden, run_column: run = 'run', ls_column: lumisection = 'luminosityBlock' }: Pick<Options, 'golden' | 'run_column' | 'ls_column'>,
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
