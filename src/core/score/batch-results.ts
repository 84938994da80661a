import { Batch } from '../frame/batch.ts';
import { sourceRow } from '../frame/kept-batch.ts';
import { chosenIndexes, gatherColumn } from '../frame/select-rows.ts';
import type { Column, Field, NumberColumn, Schema } from '../frame/types.ts';
import type { BatchWriter } from '../frame/write/write-file.ts';
import { type JudgedRows, joinReasons, type ResultsLayout, type ResultsWriter, roundShare, SCORE_DECIMALS } from './results-writer.ts';

/** Results in any other format, with the columns and the values of the CSV. `keySchema`: the key's columns, where no batch comes. */
export function openBatchResults(writer: BatchWriter, keySchema: Schema, layout: ResultsLayout): ResultsWriter {
  let isEmpty = true;
  return {
    async write(judged) {
      const batch = toResultsBatch(judged, layout);
      if (batch.rows === 0) return;
      isEmpty = false;
      await writer.write(batch);
    },
    async close() {
      if (isEmpty) await writer.write(emptyResults(keySchema));
      await writer.close();
    },
    abort: () => writer.abort(),
  };
}

const RESULT_FIELDS: Schema = [
  { name: 'score', type: 'number' },
  { name: 'p_value', type: 'number' },
  { name: 'q_value', type: 'number' },
  { name: 'is_anomaly', type: 'boolean' },
  { name: 'reasons', type: 'text' },
];

function toResultsBatch({ rows, scores, ranks, flagged, reasons }: JudgedRows, { keyColumns, pByRank, qByRank }: ResultsLayout): Batch {
  const { batch } = rows;
  const scored = chosenIndexes(Uint8Array.from(scores, (score) => (Number.isNaN(score) ? 0 : 1)));
  const places = new Map(flagged.map((row, place) => [row, place]));
  const scale = 10 ** SCORE_DECIMALS;
  const keys: [Field, Column][] =
    keyColumns.length === 0
      ? [
          [
            { name: 'row', type: 'integer' },
            { type: 'integer', values: BigInt64Array.from(scored, (row) => BigInt(sourceRow(rows, row))) },
          ],
        ]
      : keyColumns.map((name) => [batch.schema.find((field) => field.name === name) as Field, gatherColumn(batch.column(name), scored)]);
  const texts = flagged.map((_, place) => joinReasons(reasons[place]));
  const columns: Column[] = [
    { type: 'number', values: Float64Array.from(scored, (row) => Math.round(scores[row] * scale) / scale) },
    claimColumn(scored, ranks, pByRank),
    claimColumn(scored, ranks, qByRank),
    { type: 'boolean', values: Uint8Array.from(scored, (row) => (places.has(row) ? 1 : 0)) },
    {
      type: 'text',
      codes: Uint32Array.from(scored, (row) => places.get(row) ?? 0),
      dictionary: texts.length > 0 ? texts : [''],
      valid: Uint8Array.from(scored, (row) => (places.has(row) ? 1 : 0)),
    },
  ];
  const schema = [...keys.map(([field]) => field), ...RESULT_FIELDS];
  const all = [...keys.map(([, column]) => column), ...columns];
  return Batch.fromColumns(schema, new Map(schema.map(({ name }, index) => [name, all[index]])), scored.length, batch.offset);
}

function claimColumn(scored: Uint32Array, ranks: Uint32Array, byRank: Float64Array | undefined): NumberColumn {
  if (!byRank) return { type: 'number', values: new Float64Array(scored.length), valid: new Uint8Array(scored.length) };
  return { type: 'number', values: Float64Array.from(scored, (row) => roundShare(byRank[ranks[row]])) };
}

function emptyResults(keySchema: Schema): Batch {
  const keys = keySchema.length > 0 ? keySchema : [{ name: 'row', type: 'integer' } as const];
  const schema = [...keys, ...RESULT_FIELDS];
  return Batch.fromColumns(schema, new Map(schema.map(({ name, type }) => [name, emptyColumn(type)])), 0);
}

function emptyColumn(type: Field['type']): Column {
  switch (type) {
    case 'text':
      return { type, codes: new Uint32Array(0), dictionary: [] };
    case 'boolean':
      return { type, values: new Uint8Array(0) };
    case 'integer':
      return { type, values: new BigInt64Array(0) };
    default:
      return { type, values: new Float64Array(0) } as Column;
  }
}
