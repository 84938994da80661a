import path from 'node:path';
import type { HostApi, LoadContext, Loader, SourceRecord } from '@oads/cli/plugin';
import { makeQuote } from '../make-quote.ts';
import { pathOption } from '../path-option.ts';
import { TELEX_SCHEMA } from './telex-schema.ts';

interface Options {
  readonly path: string | readonly string[];
  readonly rows?: 'movement' | 'message';
  readonly month?: string;
}

/** Movement and load messages as mail spools keep them. */
export const telexLoader = (api: HostApi): Loader => ({
  name: 'telex',
  description: 'MVT, MVA, DIV and LDM telexes (AHM 780 and 583): one row a movement with its corrections applied, or one a message',
  options: api.Type.Object(
    {
      path: pathOption(api, 'the telexes, one or many a file'),
      rows: api.Type.Optional(
        api.Type.Union([api.Type.Literal('movement'), api.Type.Literal('message')], {
          description: 'movement: one row a flight leg, all its messages applied in their order (the default); message: one row a message',
        }),
      ),
      month: api.Type.Optional(
        api.Type.String({
          pattern: '^\\d{4}-(0[1-9]|1[0-2])$',
          description:
            'the month of the messages, 2026-09; without it a date in the file name counts, else the month before the as-of time',
        }),
      ),
    },
    { additionalProperties: false },
  ),
  load: (options, context) => load(api, options as Options, context),
});

async function* load(api: HostApi, { path: named, rows = 'movement', month }: Options, context: LoadContext) {
  const files = await api.files.list(named, context.baseDir);
  const [{ parseTelexes }, { MovementBook }, { toRow }, { chooseSpan }] = await Promise.all([
    import('./parse-telexes.ts'),
    import('./movement-book.ts'),
    import('./movement-row.ts'),
    import('./telex-days.ts'),
  ]);
  const quote = makeQuote(context, TELEX_SCHEMA);
  const book = rows === 'movement' ? new MovementBook() : undefined;
  async function* records(): AsyncGenerator<SourceRecord> {
    // Where the movements of each file begin in the book.
    const begins: { readonly file: string; readonly from: number }[] = [];
    for (const file of files) {
      begins.push({ file: path.basename(file), from: book?.movements.length ?? 0 });
      const refuse = (expected: string, hint: string) =>
        new api.SourceError('OADS_SOURCE_TOO_LARGE', `${file}: expected ${expected}`, { hint });
      const blocks = api.files.readLines(file, { encoding: 'latin1', maxLineBytes: 64 * 1024, signal: context.signal });
      const span = chooseSpan(month, path.basename(file), context.asOf);
      for await (const row of parseTelexes(blocks, { span, quote, book, refuse })) yield { ...row, source_file: path.basename(file) };
    }
    let at = -1;
    for (const [index, movement] of (book?.movements ?? []).entries()) {
      while (at + 1 < begins.length && begins[at + 1].from <= index) at++;
      yield { ...toRow(movement), source_file: begins[at].file };
    }
  }
  yield* api.recordsToBatches(TELEX_SCHEMA, records(), context);
}
