import { sourceRow } from '../frame/kept-batch.ts';
import { CsvRowWriter, type CsvTarget, createCellWriter, encodeField } from './csv-row-writer.ts';
import { joinReasons, RESULT_COLUMNS, type ResultsLayout, type ResultsWriter, roundShare, SCORE_DECIMALS } from './results-writer.ts';

/** Results as CSV: one line for every scored row. */
export function openCsvResults(target: CsvTarget, layout: ResultsLayout): ResultsWriter {
  const { keyColumns } = layout;
  const writer = new CsvRowWriter(target);
  const byRank: (Uint8Array | undefined)[] = [];
  for (const name of [...(keyColumns.length > 0 ? keyColumns : ['row']), ...RESULT_COLUMNS]) writer.encoded(encodeField(name));
  writer.endRow();
  return {
    async write({ rows, scores, ranks, flagged, reasons }) {
      const { batch } = rows;
      const cells = keyColumns.map((name) => createCellWriter(batch.column(name)));
      for (let row = 0, next = 0; row < batch.rows; row++) {
        const score = scores[row];
        if (score !== score) continue; // not scored: a value is missing
        if (cells.length === 0) writer.plain(String(sourceRow(rows, row)));
        for (const write of cells) write(writer, row);
        writeScore(writer, score);
        writer.encoded(claimsOf(ranks[row], layout, byRank));
        const isFlagged = flagged[next] === row;
        writer.plain(isFlagged ? 'true' : 'false');
        if (isFlagged) writer.encoded(encodeField(joinReasons(reasons[next++])));
        else writer.plain('');
        writer.endRow();
        if (writer.buffered > 1 << 20) await writer.flush();
      }
      await writer.flush(true);
    },
    close: () => writer.flush(true),
    abort: async () => {},
  };
}

/** p and q of a rank as two fields: there are only n + 1 different ones. */
function claimsOf(rank: number, { pByRank, qByRank }: ResultsLayout, known: (Uint8Array | undefined)[]): Uint8Array {
  // Without holes: V8 would make a slow table of an array that grows by leaps.
  while (known.length <= rank) known.push(undefined);
  return (known[rank] ??= Buffer.from(`${pByRank ? roundShare(pByRank[rank]) : ''},${qByRank ? roundShare(qByRank[rank]) : ''}`));
}

function writeScore(writer: CsvRowWriter, score: number): void {
  const units = Math.round(score * 10 ** SCORE_DECIMALS);
  if (units >= 10 && units < 1e13) writer.decimal(units, SCORE_DECIMALS);
  else writer.plain(Math.abs(score) < 1e6 ? String(units / 10 ** SCORE_DECIMALS) : String(score));
}
