import type { Batch, HostApi, LoadContext, Loader } from '@oads/cli/plugin';
import { eventsOptions } from './events-options.ts';
import { goldenFilter, refuseNoEntries, refuseWindow } from './root-loader.ts';

interface Options {
  readonly path: string | string[];
  readonly branches?: string[];
  readonly aggregate?: Record<string, string[]>;
  readonly entries?: [from: number, to: number];
  readonly golden?: string;
  readonly run_column?: string;
  readonly ls_column?: string;
}

const KEPT = ['run', 'luminosityBlock', 'event'];
const DEFAULT_BRANCHES = ['nMuon', 'Muon_pt', 'Muon_eta', 'Muon_phi', 'Muon_mass', 'Muon_charge', 'MET_pt', 'MET_phi', 'PV_npvs'];

/** The tree `Events` of a NanoAOD file, as TTree or RNTuple: run, luminosityBlock and event, and the branches that are named. */
export const nanoaodLoader = (api: HostApi): Loader => ({
  name: 'nanoaod',
  description: 'Reads events of NanoAOD files (TTree or RNTuple): run, luminosityBlock, event and the named branches',
  options: api.Type.Object(
    {
      ...eventsOptions(api),
      branches: api.Type.Optional(
        api.Type.Array(api.Type.String({ minLength: 1 }), {
          minItems: 1,
          description: `names or patterns besides ${KEPT.join(', ')}; by default, of ${DEFAULT_BRANCHES.join(', ')} those that the file has`,
        }),
      ),
    },
    { additionalProperties: false },
  ),
  load: (options, context) => load(api, options as Options, context),
});

async function* load(api: HostApi, options: Options, context: LoadContext): AsyncGenerator<Batch> {
  refuseWindow(api, 'nanoaod', context);
  refuseNoEntries(api, 'nanoaod', options);
  const [{ readEvents }, { DEFAULT_AGGREGATES }] = await Promise.all([
    import('../root/read-events.ts'),
    import('../root/table/aggregates.ts'),
  ]);
  yield* readEvents(
    api,
    await api.files.list(options.path, context.baseDir),
    {
      tree: 'Events',
      kept: KEPT,
      branches: options.branches ?? DEFAULT_BRANCHES,
      isLenient: options.branches === undefined,
      aggregate: options.aggregate ?? {},
      defaultAggregates: DEFAULT_AGGREGATES,
      entries: options.entries,
      golden: await goldenFilter(api, options, context),
    },
    context,
  );
}
