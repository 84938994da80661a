import { LATE_LEG, LATE_MESSAGE } from '../../../plugins/iata-ops/fixtures/aidx-message.ts';
import { SMALL_SSIM } from '../../../plugins/iata-ops/fixtures/ssim-file.ts';
import { TELEXES } from '../../../plugins/iata-ops/fixtures/telexes.ts';
import { parseUserCodes } from '../../../plugins/iata-ops/src/codes/parse-user-codes.ts';
import { AIDX_SCHEMA } from '../../../plugins/iata-ops/src/loaders/aidx/aidx-loader.ts';
import { LegBook } from '../../../plugins/iata-ops/src/loaders/aidx/leg-book.ts';
import { toRow as toLegRow } from '../../../plugins/iata-ops/src/loaders/aidx/leg-facts.ts';
import { parseAidx } from '../../../plugins/iata-ops/src/loaders/aidx/parse-aidx.ts';
import { parseSsim } from '../../../plugins/iata-ops/src/loaders/ssim/parse-ssim.ts';
import { DAY_SCHEMA } from '../../../plugins/iata-ops/src/loaders/ssim/ssim-schema.ts';
import { MovementBook } from '../../../plugins/iata-ops/src/loaders/telex/movement-book.ts';
import { toRow } from '../../../plugins/iata-ops/src/loaders/telex/movement-row.ts';
import { parseTelexes } from '../../../plugins/iata-ops/src/loaders/telex/parse-telexes.ts';
import { monthSpan } from '../../../plugins/iata-ops/src/loaders/telex/telex-days.ts';
import { TELEX_SCHEMA } from '../../../plugins/iata-ops/src/loaders/telex/telex-schema.ts';
import type { LineBlock, Schema, SourceRecord } from '../../../src/core/plugin/api.ts';
import type { FuzzTarget } from '../fuzz.ts';
import { hostApi } from '../host-api.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const quote = (text: string) => JSON.stringify(text.slice(0, 40));

/** The parsers of schedules, messages, telexes and tables of codes; rows must fit their schema. */
export async function fuzzTargets(): Promise<FuzzTarget[]> {
  const { api } = await hostApi();
  const refuse = (message: string) => new api.SourceError('OADS_SOURCE_FORMAT', `a file: ${message}`);
  const drain = async (schema: Schema, records: AsyncIterable<SourceRecord> | Iterable<SourceRecord>) => {
    for await (const batch of api.recordsToBatches(schema, records, { batchRows: 1000 }))
      if (batch.rows > 1000) throw new Error('too many rows');
  };
  return [
    {
      name: 'ssim',
      seeds: [bytesOf(SMALL_SSIM)],
      parse: (bytes) =>
        drain(
          DAY_SCHEMA,
          parseSsim(toLines(bytes), { days: {}, quote, sourceFile: 'a.ssim', refuse: (line, got) => refuse(`line ${line}: got ${got}`) }),
        ),
    },
    {
      name: 'aidx',
      seeds: [bytesOf(LATE_MESSAGE), bytesOf(LATE_LEG), bytesOf(LATE_MESSAGE + LATE_MESSAGE)],
      parse: async (bytes) => {
        const book = new LegBook();
        await drain(AIDX_SCHEMA, parseAidx(oneChunk(bytes), { quote, refuse, book }));
        await drain(AIDX_SCHEMA, [...book.list()].map(toLegRow));
      },
    },
    {
      name: 'telex',
      seeds: [bytesOf(TELEXES)],
      parse: async (bytes) => {
        const book = new MovementBook();
        await drain(TELEX_SCHEMA, parseTelexes(toLines(bytes), { span: monthSpan('2026-09')!, quote, book, refuse }));
        await drain(TELEX_SCHEMA, book.movements.map(toRow));
      },
    },
    {
      name: 'delay codes',
      seeds: [bytesOf('code,reason,family,reactionary\nDBN,"de-icing, slow",weather,no\nRAX,late inbound,,yes\n')],
      parse: async (bytes) => parseUserCodes(bytes, refuse),
    },
  ];
}

async function* toLines(bytes: Uint8Array): AsyncGenerator<LineBlock> {
  yield {
    first: 1,
    lines: Buffer.from(bytes)
      .toString('latin1')
      .split(/\r\n|[\r\n]/),
  };
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
