import { SourceError } from '../../errors.ts';
import type { FileFormat } from '../file-format.ts';

export type ContentFormat = FileFormat | 'arrow-stream';

const SIGNATURES: readonly (readonly [string, string, string])[] = [
  ['504b0304', 'a ZIP archive or a spreadsheet', 'unpack it, or export the sheet as CSV'],
  ['28b52ffd', 'zstd-compressed data', 'unpack it, or compress it with gzip'],
  ['425a68', 'bzip2-compressed data', 'unpack it, or compress it with gzip'],
  ['fd377a585a00', 'xz-compressed data', 'unpack it, or compress it with gzip'],
  ['fffe', 'UTF-16 text', 'save it as UTF-8'],
  ['feff', 'UTF-16 text', 'save it as UTF-8'],
  ['53514c69746520666f726d6174', 'an SQLite database', 'export the table as CSV'],
  ['d0cf11e0', 'an old spreadsheet', 'export the sheet as CSV'],
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
  if (head.includes(0)) throw unknownFormat('binary data', 'convert it to one of these first');
  return undefined;
}

function detectText(head: Buffer): FileFormat {
  const text = head
    .subarray(0, 1024)
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart();
  if (text.startsWith('{')) return 'ndjson';
  if (/^\[\s*[{\]]/.test(text)) throw unknownFormat('a JSON array', "write one object a line, for example with `jq -c '.[]'`");
  if (/^<(?:\?xml|!doctype|html)/i.test(text)) throw unknownFormat('XML or HTML', 'use a loader made for it, or convert it to CSV');
  return 'csv';
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
