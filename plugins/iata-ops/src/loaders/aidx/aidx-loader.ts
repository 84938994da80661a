import path from 'node:path';
import type { HostApi, LoadContext, Loader, Schema, SourceRecord } from '@oads/cli/plugin';
import { makeQuote } from '../make-quote.ts';
import { MOVEMENT_SCHEMA } from '../movement-schema.ts';
import { pathOption } from '../path-option.ts';

interface Options {
  readonly path: string | readonly string[];
  readonly rows?: 'movement' | 'message';
}

/** A movement, and what only AIDX tells. */
export const AIDX_SCHEMA: Schema = [
  ...MOVEMENT_SCHEMA,
  // The end of the leg that the message is about, and the airport of gate, stand and terminal.
  { name: 'scope', type: 'text' },
  { name: 'gate_airport', type: 'text' },
  { name: 'call_sign', type: 'text' },
  { name: 'schema_version', type: 'text' },
  // How many messages a row was made of.
  { name: 'messages', type: 'number' },
];

/** Messages between airports and airlines about single flight legs. */
export const aidxLoader = (api: HostApi): Loader => ({
  name: 'aidx',
  description: 'IATA AIDX messages (FlightLegNotifRQ, XML): one row a flight leg with its messages applied, or one a leg of a message',
  options: api.Type.Object(
    {
      path: pathOption(api, 'the messages, one or many a file'),
      rows: api.Type.Optional(
        api.Type.Union([api.Type.Literal('movement'), api.Type.Literal('message')], {
          description:
            'movement: one row a flight leg, the messages of all files applied in the order of their time stamps (the default); message: one row a leg of a message',
        }),
      ),
    },
    { additionalProperties: false },
  ),
  load: (options, context) => load(api, options as Options, context),
});

async function* load(api: HostApi, { path: named, rows = 'movement' }: Options, context: LoadContext) {
  const files = await api.files.list(named, context.baseDir);
  const [{ parseAidx }, { LegBook }, { toRow }] = await Promise.all([
    import('./parse-aidx.ts'),
    import('./leg-book.ts'),
    import('./leg-facts.ts'),
  ]);
  const book = rows === 'movement' ? new LegBook() : undefined;
  const quote = makeQuote(context, AIDX_SCHEMA);
  async function* records(): AsyncGenerator<SourceRecord> {
    for (const file of files) {
      const refuse = (expected: string, hint?: string) =>
        new api.SourceError('OADS_SOURCE_FORMAT', `${file}: expected ${expected}`, { hint });
      const chunks = api.files.readChunks(file, { signal: context.signal });
      const sourceFile = path.basename(file);
      for await (const row of parseAidx(chunks, { quote, refuse, book, sourceFile })) yield { ...row, source_file: sourceFile };
    }
    for (const facts of book?.list() ?? []) yield toRow(facts);
  }
  yield* api.recordsToBatches(AIDX_SCHEMA, records(), context);
}
