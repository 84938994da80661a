import type { HostApi, LoadContext, SourceRecord } from '@oads/cli/plugin';
import { type BrilcalcHeader, parseHeader } from './parse-header.ts';
import { parseRow } from './parse-row.ts';

/** The rows of one file. Throws SourceError where it is no table of lumisections; a damaged row has a `problem`. */
export async function* readBrilcalc(
  api: HostApi,
  file: string,
  { warn, signal }: Pick<LoadContext, 'warn' | 'signal'>,
): AsyncGenerator<SourceRecord> {
  let header: BrilcalcHeader | undefined;
  let rows = 0;
  let summary: string[] | undefined;
  for await (const { first, lines } of api.files.readLines(file, { signal })) {
    for (const [index, line] of lines.entries()) {
      const where = `${file}: line ${first + index}`;
      if (line.trim() === '') continue;
      if (/(?:^#?|,)\s*run:fill\s*(?:,|$)/i.test(line)) {
        header = parseHeader(api, line, where);
        if (header.ignored.length > 0) warn(`${file}: columns that are not read: ${header.ignored.join(', ')}`);
      } else if (line.startsWith('#')) {
        if (/^#nfill,/.test(line)) summary = line.slice(1).split(',');
        else if (summary && /^#\d/.test(line)) {
          const promised = Number(line.slice(1).split(',')[summary.indexOf('nls')]);
          if (promised !== rows) warn(`${file}: its summary counts ${promised} lumisections, the table has ${rows}: was it cut or edited?`);
          summary = undefined;
          rows = 0;
        }
      } else if (!header) {
        const isFramed = /^[+|]/.test(line);
        throw new api.SourceError(
          'OADS_SOURCE_FORMAT',
          `${where}: expected the header #run:fill,ls,…, got ${JSON.stringify(line.slice(0, 60))}`,
          {
            hint: `run brilcalc with ${isFramed ? '--output-style csv' : '--byls --output-style csv'}`,
          },
        );
      } else {
        rows++;
        yield parseRow(line, header);
      }
    }
  }
  if (!header) {
    throw new api.SourceError('OADS_SOURCE_FORMAT', `${file}: expected the header #run:fill,ls,…, got the end of the file`, {
      hint: 'run `brilcalc lumi --byls --output-style csv`',
    });
  }
}
