import path from 'node:path';
import type { HostApi, LoadContext, Loader, SourceRecord } from '@oads/cli/plugin';
import { makeQuote } from '../make-quote.ts';
import { pathOption } from '../path-option.ts';
import { DAY_SCHEMA, LEG_SCHEMA } from './ssim-schema.ts';

interface Options {
  readonly path: string | readonly string[];
  readonly rows?: 'leg' | 'day';
  readonly from?: string;
  readonly to?: string;
}

/** A file of records without line ends is one line. */
const MOST_LINE_BYTES = 64 * 1024 * 1024;
const DATE = '^\\d{4}-\\d{2}-\\d{2}$';

/** Schedules as files of 200-byte records. */
export const ssimLoader = (api: HostApi): Loader => ({
  name: 'ssim',
  description: 'SSIM chapter 7 schedule files: one row a leg with its period, or one for each operating day',
  options: api.Type.Object(
    {
      path: pathOption(api, 'the schedule'),
      rows: api.Type.Optional(
        api.Type.Union([api.Type.Literal('leg'), api.Type.Literal('day')], {
          description: 'leg: one row a leg with its period (the default); day: one row for each operating day of it, with UTC times',
        }),
      ),
      from: api.Type.Optional(api.Type.String({ pattern: DATE, description: 'rows: day only: the first operating day, 2026-03-29' })),
      to: api.Type.Optional(
        api.Type.String({ pattern: DATE, description: 'rows: day only: the last operating day; needed where periods are open' }),
      ),
    },
    { additionalProperties: false },
  ),
  load: (options, context) => load(api, options as Options, context),
});

async function* load(api: HostApi, options: Options, context: LoadContext) {
  const schema = options.rows === 'day' ? DAY_SCHEMA : LEG_SCHEMA;
  const days = options.rows === 'day' ? { from: readDay(api, 'from', options.from), to: readDay(api, 'to', options.to) } : undefined;
  if (!days && (options.from ?? options.to)) {
    throw new api.UsageError('OADS_PLUGIN_OPTIONS', 'source.options: expected from and to only beside rows: day', {
      hint: 'add rows: day',
    });
  }
  const files = await api.files.list(options.path, context.baseDir);
  const { parseSsim } = await import('./parse-ssim.ts');
  const quote = makeQuote(context, schema);
  async function* records(): AsyncGenerator<SourceRecord> {
    for (const file of files) {
      const blocks = api.files.readLines(file, { encoding: 'latin1', maxLineBytes: MOST_LINE_BYTES, signal: context.signal });
      const refuse = (line: number, got: string) =>
        new api.SourceError(
          'OADS_SOURCE_FORMAT',
          `${file}: line ${line}: expected a record of SSIM chapter 7 (200 bytes, type 1 to 5), got ${got}`,
          {
            hint: 'name a schedule file of chapter 7; SSM and ASM messages are not read',
          },
        );
      yield* parseSsim(blocks, { days, quote, sourceFile: path.basename(file), refuse });
    }
  }
  yield* api.recordsToBatches(schema, records(), context);
}

function readDay(api: HostApi, name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const millis = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(millis) || new Date(millis).toISOString().slice(0, 10) !== text) {
    throw new api.UsageError('OADS_PLUGIN_OPTIONS', `source.options.${name}: expected a day of the calendar, got ${JSON.stringify(text)}`, {
      hint: 'write it as 2026-03-29',
    });
  }
  return millis * 1000;
}
