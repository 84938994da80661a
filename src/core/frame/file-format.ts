import { UsageError } from '../errors.ts';

export const FILE_FORMATS = ['parquet', 'arrow', 'csv', 'ndjson'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

const EXTENSIONS: Record<string, FileFormat> = {
  parquet: 'parquet',
  pq: 'parquet',
  arrow: 'arrow',
  arrows: 'arrow',
  ipc: 'arrow',
  feather: 'arrow',
  csv: 'csv',
  tsv: 'csv',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
};

/** The format to write, by a file's extension. (What is read is told by its content.) */
export function formatOf(file: string): FileFormat {
  const extension = extensionOf(file);
  const format = EXTENSIONS[extension];
  if (!format) {
    throw new UsageError(
      'OADS_USAGE_FORMAT',
      `${file}: expected one of the extensions .parquet, .arrow, .csv, .ndjson, got ${extension ? `.${extension}` : 'none'}`,
      {
        hint: `name the format with --format ${FILE_FORMATS.join('|')}`,
      },
    );
  }
  return format;
}

/** As `formatOf`, but `other` where the extension tells nothing. */
export function formatOr(other: FileFormat, file = ''): FileFormat {
  return EXTENSIONS[extensionOf(file)] ?? other;
}

function extensionOf(file: string): string {
  return /\.([a-z0-9]+)$/i.exec(file)?.[1].toLowerCase() ?? '';
}
