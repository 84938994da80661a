import type { HostApi, Loader } from '@oads/cli/plugin';
import type { EpcisOptions } from './load-epcis.ts';

/** EPCIS events, one a row, an object, or a sensor report. */
export const epcisLoader = (api: HostApi): Loader => {
  const { Type } = api;
  const text = (description: string) => Type.String({ minLength: 1, description });
  return {
    name: 'epcis',
    description: 'Reads GS1 EPCIS 2.0 events in JSON or JSON-LD: documents, query answers, lists, or one event a line',
    options: Type.Object(
      {
        path: Type.Union([text('A file, a directory or a pattern'), Type.Array(text('A file'), { minItems: 1 })], {
          description: 'The files; relative to the config file',
        }),
        rows: Type.Optional(
          Type.Union([Type.Literal('event'), Type.Literal('epc'), Type.Literal('sensor')], {
            description: 'What a row is: an event (default), an object or class of objects in an event, or a sensor report',
          }),
        ),
        max_bytes: Type.Optional(
          Type.Integer({
            minimum: 1024,
            maximum: 256 * 1024 * 1024,
            description:
              'A document must be read as a whole: how large it may be, unpacked; 64 MiB by default. One event a line has no such limit',
          }),
        ),
      },
      { additionalProperties: false },
    ),
    async *load(options, context) {
      const { loadEpcis } = await import('./load-epcis.ts');
      yield* loadEpcis(api, options as EpcisOptions, context);
    },
  };
};
