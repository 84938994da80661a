import type { Batch, HostApi, LoadContext, SourceRecord } from '@oads/cli/plugin';
import { selectWindow } from '../select-window.ts';
import { decodeUtf8, refuseUtf16 } from './decode-utf8.ts';
import { EPCIS_SCHEMAS, type EpcisRows } from './epcis-columns.ts';
import { listEvents } from './list-events.ts';
import { listRows } from './list-rows.ts';
import { isWholeJson, parseJson } from './parse-json.ts';

export interface EpcisOptions {
  readonly path: string | readonly string[];
  readonly rows?: EpcisRows;
  readonly max_bytes?: number;
}

const MOST_BYTES = 64 * 1024 * 1024;
/** An event, or a small document, on a line of its own. */
const MOST_LINE_BYTES = 4 * 1024 * 1024;
const MOST_BLANK_LINES = 100_000;
const ASCII = /^[\0-\x7f]*$/;

/** The events of all files in their order; those that cannot be read are rows with a `problem`. */
export async function* loadEpcis(api: HostApi, options: EpcisOptions, context: LoadContext): AsyncGenerator<Batch> {
  const { rows = 'event' } = options;
  const files = await api.files.list(options.path, context.baseDir);
  const schema = EPCIS_SCHEMAS[rows];
  yield* api.recordsToBatches(schema, selectWindow(api, schema, readFiles(api, files, rows, options, context), context.window), context);
}

async function* readFiles(
  api: HostApi,
  files: readonly string[],
  rows: EpcisRows,
  { max_bytes: maxBytes = MOST_BYTES }: EpcisOptions,
  { signal }: LoadContext,
): AsyncGenerator<SourceRecord> {
  for (const path of files) {
    if (await isOneEventALine(api, path, signal)) {
      for await (const event of readEventLines(api, path, signal)) yield* listRows(event, rows);
      continue;
    }
    const bytes = await api.files.readWhole(path, { maxBytes, signal });
    refuseUtf16(api, bytes.toString('latin1', 0, 2), path);
    const text = decodeUtf8(api, bytes, path).replace(/^\ufeff/, '');
    refuseXml(api, path, text.slice(0, 200));
    const events = listEvents(parseJson(api, text, path));
    if (!events) {
      throw new api.SourceError('OADS_SOURCE_FORMAT', `${path}: expected an EPCIS document, events or a list of them, got other JSON`, {
        hint: 'a document has epcisBody.eventList, or epcisBody.queryResults.resultsBody.eventList',
      });
    }
    for (const event of events) yield* listRows(event, rows);
  }
}

/** Whether the first line that is not blank, or the one after it should that be damaged, is whole by itself, and not all there is. */
async function isOneEventALine(api: HostApi, path: string, signal?: AbortSignal): Promise<boolean> {
  const first = await readFirstLines(api, path, signal);
  if (first === undefined) return false;
  if (first.length === 0) {
    throw new api.SourceError('OADS_SOURCE_EMPTY', `${path}: expected EPCIS events, got an empty file or blank lines`, {
      hint: 'check that whatever writes the file has finished',
    });
  }
  refuseUtf16(api, first[0], path);
  refuseXml(api, path, first[0]);
  if (first.length === 1) return false;
  const [one, other] = first;
  return isWholeJson(one) || (one.startsWith('{') && !/[[{,:]$/.test(one) && isWholeJson(other));
}

/** Two lines that are not blank, a character for each byte; undefined where one is longer than that of an event: it is a document, if anything. */
async function readFirstLines(api: HostApi, path: string, signal?: AbortSignal): Promise<string[] | undefined> {
  const found: string[] = [];
  try {
    for await (const { first, lines } of api.files.readLines(path, { maxLineBytes: MOST_LINE_BYTES, encoding: 'latin1', signal })) {
      for (const line of lines) {
        if (line.trim() !== '') found.push(line.trim());
        if (found.length === 2) return found;
      }
      if (first > MOST_BLANK_LINES) break;
    }
  } catch (error) {
    if (!(error instanceof api.SourceError) || error.code !== 'OADS_SOURCE_FORMAT') throw error;
    return undefined;
  }
  return found;
}

function refuseXml(api: HostApi, path: string, line: string): void {
  if (!/^\s*</.test(line)) return;
  throw new api.SourceError('OADS_SOURCE_FORMAT', `${path}: expected EPCIS 2.0 in JSON or JSON-LD, got XML`, {
    hint: 'convert EPCIS 1.2 and XML documents to EPCIS 2.0 JSON first, which EPCIS repositories export',
  });
}

/** A line that is damaged is an event with a problem. */
async function* readEventLines(api: HostApi, path: string, signal?: AbortSignal): AsyncGenerator<unknown> {
  for await (const { first, lines } of api.files.readLines(path, { maxLineBytes: MOST_LINE_BYTES, encoding: 'latin1', signal })) {
    for (const [index, raw] of lines.entries()) {
      if (raw.trim() === '') continue;
      const where = `${path}: line ${first + index}`;
      const line = ASCII.test(raw) ? raw : decodeUtf8(api, Buffer.from(raw, 'latin1'), where);
      let read: unknown;
      try {
        read = parseJson(api, line, where);
      } catch (error) {
        if (!(error instanceof api.SourceError)) throw error;
        yield line.slice(0, 100);
        continue;
      }
      yield* listEvents(read) ?? [read];
    }
  }
}
