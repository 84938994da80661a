import type { HostApi, Loader } from '@oads/cli/plugin';
import { eventsOptions } from './events-options.ts';
import { type EventsOptions, loadEvents } from './load-events.ts';

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
  load(options, context) {
    const events = options as EventsOptions;
    const { branches } = events;
    const tree = { tree: 'Events', kept: KEPT, branches: branches ?? DEFAULT_BRANCHES, isLenient: branches === undefined };
    return loadEvents(api, 'nanoaod', events, tree, context);
  },
});
