import type { Batch, HostApi, LoadContext, Loader } from '@oads/cli/plugin';
import { refuseWindow } from './load-events.ts';

interface Options {
  readonly path: string | string[];
  readonly histograms?: string[];
  readonly rows?: 'bins' | 'histograms';
  readonly outside?: boolean;
}

/** A row is a bin, for the check occupancy, or a histogram. */
export const rootHistogramsLoader = (api: HostApi): Loader => {
  const { Type } = api;
  const path = Type.String({ minLength: 1 });
  return {
    name: 'root-histograms',
    description: 'Reads histograms of ROOT files (TH1, TH2, TH3, TProfile), as of DQM: a row is a bin, or a histogram',
    options: Type.Object(
      {
        path: Type.Union([path, Type.Array(path, { minItems: 1 })], {
          description: 'one or several files, a directory, or a pattern with *; relative to the config file',
        }),
        histograms: Type.Optional(
          Type.Array(Type.String({ minLength: 1 }), {
            minItems: 1,
            description: 'their paths within the file, or patterns with * and ?; all by default',
          }),
        ),
        rows: Type.Optional(
          Type.Union([Type.Literal('bins'), Type.Literal('histograms')], {
            default: 'bins',
            description: 'bins: their content; histograms: entries, mean, rms, empty cells and what is outside the axes',
          }),
        ),
        outside: Type.Optional(Type.Boolean({ default: false, description: 'whether the bins below and above the axes are rows too' })),
      },
      { additionalProperties: false },
    ),
    load: (options, context) => load(api, options as Options, context),
  };
};

async function* load(api: HostApi, options: Options, context: LoadContext): AsyncGenerator<Batch> {
  refuseWindow(api, 'root-histograms', context);
  const [{ readHistogramRows, BIN_SCHEMA, HISTOGRAM_SCHEMA }, { toPattern }] = await Promise.all([
    import('../root/histogram/read-histogram-rows.ts'),
    import('../root/table/to-pattern.ts'),
  ]);
  const patterns = (options.histograms ?? ['*']).map(toPattern);
  const rows = options.rows ?? 'bins';
  const records = readHistogramRows(api, await api.files.list(options.path, context.baseDir), {
    matches: (name) => patterns.some((matches) => matches(name)),
    wanted: (options.histograms ?? ['*']).join(', '),
    rows,
    hasOutside: options.outside ?? false,
  });
  yield* api.recordsToBatches(rows === 'bins' ? BIN_SCHEMA : HISTOGRAM_SCHEMA, records, context);
}
