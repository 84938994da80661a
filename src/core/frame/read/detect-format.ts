import { SourceError } from '../../errors.ts';
import type { FileFormat } from '../file-format.ts';

export type ContentFormat = FileFormat | 'arrow-stream';

const UNPACK = 'unpack it, or compress it with gzip';
const CONVERT = 'convert it to one of these first';

const SIGNATURES: readonly (readonly [string, string, string])[] = [
  ['504b0304', 'a ZIP archive or a spreadsheet', 'unpack it, or export the sheet as CSV'],
  ['504b0506', 'an empty ZIP archive', 'pack it again, or export the sheet as CSV'],
  ['28b52ffd', 'zstd-compressed data', UNPACK],
  ['425a68', 'bzip2-compressed data', UNPACK],
  ['fd377a585a00', 'xz-compressed data', UNPACK],
  ['04224d18', 'lz4-compressed data', UNPACK],
  ['377abcaf271c', 'a 7z archive', UNPACK],
  ['526172211a07', 'a RAR archive', UNPACK],
  ['1f8b', 'gzip inside gzip', 'unpack it once'],
  ['fffe', 'UTF-16 text', 'save it as UTF-8'],
  ['feff', 'UTF-16 text', 'save it as UTF-8'],
  ['53514c69746520666f726d6174', 'an SQLite database', 'export the table as CSV'],
  ['d0cf11e0', 'an old spreadsheet', 'export the sheet as CSV'],
  ['255044462d', 'a PDF document', 'export the table that it shows as CSV'],
  ['4f626a01', 'an Avro file', CONVERT],
];

/**
 * The format of a file by its first bytes; a name's extension can lie. `expected` is what the user said: it decides
 * between the text formats and is refused where the content is plainly another. Throws SourceError for anything else.
 */
export function detectFormat(head: Buffer, expected?: FileFormat): ContentFormat {
  const found = detectBinary(head) ?? detectText(head);
  const foundFormat = found === 'arrow-stream' ? 'arrow' : found;
  if (expected === undefined || expected === foundFormat) return found;
  if (isText(expected) && isText(foundFormat)) return expected;
  throw new SourceError('OADS_SOURCE_FORMAT', `expected ${expected}, got ${foundFormat}`, { hint: 'correct `format`, or leave it out' });
}

function detectBinary(head: Buffer): ContentFormat | undefined {
  if (head.length === 0) {
    throw new SourceError('OADS_SOURCE_EMPTY', 'expected records, got an empty file', {
      hint: 'check that whatever writes the file has finished',
    });
  }
  if (startsWith(head, '50415231')) return 'parquet';
  if (startsWith(head, '4152524f5731')) return 'arrow';
  if (startsWith(head, 'ffffffff')) return 'arrow-stream';
  for (const [signature, what, hint] of SIGNATURES) if (startsWith(head, signature)) throw unknownFormat(what, hint);
  if (isUtf16(head)) throw unknownFormat('UTF-16 text', 'save it as UTF-8');
  if (head.includes(0)) throw unknownFormat('binary data', CONVERT);
  return undefined;
}

function detectText(head: Buffer): FileFormat {
  const text = head
    .subarray(0, 1024)
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart();
  if (text.startsWith('{')) return 'ndjson';
  if (/^\[\s*(?:[[{\]"]|-?\d[\d.eE+-]*\s*,)/.test(text))
    throw unknownFormat('a JSON array', "write one object a line, for example with `jq -c '.[]'`");
  // No more than these: some headers name their columns <LIKE>,<THIS>.
  if (/^<(?:\?xml|!doctype|!--|html|head>|body>)/i.test(text))
    throw unknownFormat('XML or HTML', 'use a loader made for it, or convert it to CSV');
  if (text.startsWith('version https://git-lfs')) throw unknownFormat('a git-lfs pointer', 'fetch the file itself with `git lfs pull`');
  return 'csv';
}

/** Without a byte order mark: every other of the first bytes, which are of Latin letters, is zero. */
function isUtf16(head: Buffer): boolean {
  const start = [...head.subarray(0, 16)];
  return [0, 1].some((odd) => start.length >= 4 && start.every((byte, index) => (byte === 0) === (index % 2 === odd)));
}

function unknownFormat(got: string, hint: string): SourceError {
  return new SourceError('OADS_SOURCE_FORMAT', `expected parquet, arrow, csv or ndjson, got ${got}`, { hint });
}

function startsWith(head: Buffer, hex: string): boolean {
  return head.subarray(0, hex.length / 2).toString('hex') === hex;
}

function isText(format: FileFormat): boolean {
  return format === 'csv' || format === 'ndjson';
}
