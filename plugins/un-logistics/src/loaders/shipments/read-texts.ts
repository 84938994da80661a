import type { HostApi, LoadContext, TextColumn } from '@oads/cli/plugin';

/** Some rows as they are written, one column a header, in the order of the headers. */
export interface TextRows {
  readonly rows: number;
  readonly columns: readonly TextColumn[];
}

/** The named columns of CSV files as text, batch by batch, one file after the other. */
export async function* readTexts(
  api: HostApi,
  files: readonly string[],
  headers: readonly string[],
  context: LoadContext,
): AsyncGenerator<TextRows> {
  const columns = [...new Set(headers)];
  const contract = columns.map((name) => ({ name, type: 'text' as const }));
  for (const path of files) {
    for await (const batch of api.files.readTable({ path, format: 'csv', columns }, { ...context, contract, window: undefined })) {
      yield { rows: batch.rows, columns: headers.map((header) => batch.text(header)) };
    }
  }
}

/** The text of a row; null where the cell is empty. */
export function textAt({ codes, dictionary, valid }: TextColumn, row: number): string | null {
  return valid?.[row] === 0 ? null : dictionary[codes[row]];
}
