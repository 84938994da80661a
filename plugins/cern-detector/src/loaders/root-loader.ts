import type { HostApi, Loader } from '@oads/cli/plugin';
import { eventsOptions } from './events-options.ts';
import { type EventsOptions, loadEvents } from './load-events.ts';

interface Options extends EventsOptions {
  readonly tree?: string;
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
  load(options, context) {
    const { tree, ...events } = options as Options;
    return loadEvents(api, 'root', events, { tree, branches: events.branches }, context);
  },
});
