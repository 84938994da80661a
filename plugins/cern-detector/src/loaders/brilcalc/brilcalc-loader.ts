import type { HostApi, LoadContext, Loader, Schema, SourceRecord } from '@oads/cli/plugin';
import { keepRecords, type LumisectionSource, lumisectionOptions, openGolden } from '../lumisection-source.ts';

const SCHEMA: Schema = [
  { name: 'run', type: 'integer' },
  { name: 'fill', type: 'integer' },
  { name: 'ls', type: 'integer' },
  { name: 'cms_ls', type: 'integer' },
  { name: 'time', type: 'timestamp' },
  { name: 'beam_status', type: 'text' },
  { name: 'energy_gev', type: 'number' },
  { name: 'delivered', type: 'number' },
  { name: 'recorded', type: 'number' },
  { name: 'recorded_fraction', type: 'number' },
  { name: 'pileup', type: 'number' },
  { name: 'source', type: 'text' },
  { name: 'problem', type: 'text' },
];

/** Luminosity by lumisection, as `brilcalc lumi --byls --output-style csv` writes it. */
export const brilcalcLoader = (api: HostApi): Loader => ({
  name: 'brilcalc',
  description: 'Luminosity of each lumisection from CSV of `brilcalc lumi --byls`; delivered and recorded in /pb',
  options: api.Type.Object(lumisectionOptions(api, 'CSV of brilcalc'), { additionalProperties: false }),
  async *load(options, context) {
    const given = options as LumisectionSource;
    const golden = await openGolden(api, given, context);
    yield* api.recordsToBatches(SCHEMA, keepRecords(readAll(api, given, context), golden, context), context);
  },
});

async function* readAll(api: HostApi, { path }: LumisectionSource, context: LoadContext): AsyncGenerator<SourceRecord> {
  const { readBrilcalc } = await import('./read-brilcalc.ts');
  for (const file of await api.files.list(path, context.baseDir)) yield* readBrilcalc(api, file, context);
}
