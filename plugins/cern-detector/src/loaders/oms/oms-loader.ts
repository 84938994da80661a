import type { HostApi, LoadContext, Loader, SourceRecord } from '@oads/cli/plugin';
import { keepRecords, type LumisectionSource, lumisectionOptions, openGolden } from '../lumisection-source.ts';
import { LUMISECTION_SCHEMA } from './lumisection-schema.ts';

interface Options extends LumisectionSource {
  readonly luminosity_unit?: '/fb' | '/pb' | '/nb' | '/ub';
}

/** Lumisections with beam, detector and trigger state, from the online monitoring system of CMS. */
export const omsLoader = (api: HostApi): Loader => {
  const { Type } = api;
  return {
    name: 'oms',
    description: 'Lumisections as the CMS online monitoring system (OMS) gives them: JSON of its API, or a table of their attributes',
    options: Type.Object(
      {
        ...lumisectionOptions(api, 'JSON, CSV, NDJSON, Parquet or Arrow files'),
        luminosity_unit: Type.Optional(
          Type.Union([Type.Literal('/fb'), Type.Literal('/pb'), Type.Literal('/nb'), Type.Literal('/ub')], {
            default: '/pb',
            description: 'The unit of luminosities where the file itself does not name it; the columns are in /pb',
          }),
        ),
      },
      { additionalProperties: false },
    ),
    async *load(options, context) {
      const golden = await openGolden(api, options as Options, context);
      yield* api.recordsToBatches(LUMISECTION_SCHEMA, keepRecords(readAll(api, options as Options, context), golden, context), context);
    },
  };
};

async function* readAll(
  api: HostApi,
  { path, luminosity_unit: unit = '/pb' }: Options,
  context: LoadContext,
): AsyncGenerator<SourceRecord> {
  const [{ LUMINOSITY_UNITS }, { readJson }] = await Promise.all([import('./luminosity-units.ts'), import('./read-json.ts')]);
  const { readTable } = await import('./read-table.ts');
  for (const file of await api.files.list(path, context.baseDir)) {
    if (/\.json(?:\.gz)?$/i.test(file)) yield* readJson(api, file, LUMINOSITY_UNITS[unit], context);
    else yield* readTable(api, file, LUMINOSITY_UNITS[unit], context);
  }
}
