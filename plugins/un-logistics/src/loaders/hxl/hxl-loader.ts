import type { HostApi, Loader } from '@oads/cli/plugin';
import { DATE_FORMATS } from '../read-date.ts';
import type { HxlOptions } from './load-hxl.ts';

/** Tables with HXL hashtags, one record a row. */
export const hxlLoader = (api: HostApi): Loader => {
  const { Type } = api;
  const text = (description: string) => Type.String({ minLength: 1, description });
  return {
    name: 'hxl',
    description: 'Reads CSV with a row of HXL hashtags, or without one',
    options: Type.Object(
      {
        path: Type.Union([text('A file, a directory or a pattern'), Type.Array(text('A file'), { minItems: 1 })], {
          description: 'The CSV files, all with the same columns; relative to the config file',
        }),
        names: Type.Optional(
          Type.Union([Type.Literal('tags'), Type.Literal('headers')], {
            description:
              'What columns are called: by their hashtag, such as #adm1+name with attributes sorted (default), or by their header',
          }),
        ),
        dates: Type.Optional(
          Type.Array(Type.Union(DATE_FORMATS.map((format) => Type.Literal(format))), {
            minItems: 1,
            description: 'How dates are written, tried in this order: yyyy-mm-dd and d-mmm-yy (2 March 2015) by default',
          }),
        ),
        require_tags: Type.Optional(Type.Boolean({ description: 'Refuse files without a row of hashtags; false by default' })),
      },
      { additionalProperties: false },
    ),
    async *load(options, context) {
      const { loadHxl } = await import('./load-hxl.ts');
      yield* loadHxl(api, options as HxlOptions, context);
    },
  };
};
