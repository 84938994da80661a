import path from 'node:path';
import type { HostApi, LoadContext, Loader, Schema, SourceRecord } from '@oads/cli/plugin';
import { makeQuote } from '../make-quote.ts';
import { MOVEMENT_SCHEMA } from '../movement-schema.ts';
import { pathOption } from '../path-option.ts';

/** A movement, and what only AIDX tells. */
export const AIDX_SCHEMA: Schema = [
  ...MOVEMENT_SCHEMA,
  // The end of the leg that the message is about, and the airport of gate, stand and terminal.
  { name: 'scope', type: 'text' },
  { name: 'gate_airport', type: 'text' },
  { name: 'call_sign', type: 'text' },
  { name: 'schema_version', type: 'text' },
];

/** Messages between airports and airlines about single flight legs. */
export const aidxLoader = (api: HostApi): Loader => ({
  name: 'aidx',
  description: 'IATA AIDX messages (FlightLegNotifRQ, XML): one row a flight leg of a message',
  options: api.Type.Object({ path: pathOption(api, 'the messages, one or many a file') }, { additionalProperties: false }),
  load: (options, context) => load(api, options as { path: string | readonly string[] }, context),
});

async function* load(api: HostApi, options: { path: string | readonly string[] }, context: LoadContext) {
  const files = await api.files.list(options.path, context.baseDir);
  const { parseAidx } = await import('./parse-aidx.ts');
  const quote = makeQuote(context, AIDX_SCHEMA);
  async function* records(): AsyncGenerator<SourceRecord> {
    for (const file of files) {
      const refuse = (expected: string, hint?: string) =>
        new api.SourceError('OADS_SOURCE_FORMAT', `${file}: expected ${expected}`, { hint });
      const chunks = api.files.readChunks(file, { signal: context.signal });
      for await (const row of parseAidx(chunks, { quote, refuse })) yield { ...row, source_file: path.basename(file) };
    }
  }
  yield* api.recordsToBatches(AIDX_SCHEMA, records(), context);
}
