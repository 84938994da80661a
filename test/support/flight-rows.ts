import { FLIGHT_SCHEMA } from '../../plugins/iata-ops/src/loaders/bts/flight-schema.ts';
import type { CheckContext, GroupCheck, RowCheck } from '../../src/core/check/check.ts';
import type { Batch } from '../../src/core/frame/batch.ts';
import type { SourceRecord } from '../../src/core/frame/records-to-batches.ts';
import type { Schema } from '../../src/core/frame/types.ts';
import { hostApi } from './host-api.ts';

export const CONTEXT: CheckContext = { asOf: new Date('2026-03-07T00:00:00Z'), contract: [], key: [], coercionFailures: () => undefined };

/** Rows as one batch; what a record leaves out is null. */
export async function makeRows(records: readonly SourceRecord[], schema: Schema = FLIGHT_SCHEMA): Promise<Batch> {
  const { api } = await hostApi();
  const batches: Batch[] = [];
  for await (const batch of api.recordsToBatches(schema, records, { batchRows: 10_000 })) batches.push(batch);
  return batches[0];
}

/** A leg of 6 March 2026, with clock times for its scheduled and actual times. */
export function leg(flight: string, from: string, off: string, to: string, on: string, more: SourceRecord = {}): SourceRecord {
  const at = (clock: string) => new Date(`2026-03-06T${clock}:00Z`);
  const times = { scheduled_off_block: at(off), actual_off_block: at(off), scheduled_on_block: at(on), actual_on_block: at(on) };
  const day = new Date('2026-03-06T00:00:00Z');
  return {
    flight_date: day,
    carrier: 'OA',
    tail: 'N1',
    flight,
    origin: from,
    destination: to,
    ...times,
    dep_delay_min: 0,
    arr_delay_min: 0,
    ...more,
  };
}

/** A time of that day. */
export function at(clock: string): Date {
  return new Date(`2026-03-06T${clock}:00Z`);
}

/** The verdicts of a check on one batch, or on one group of rows in its order. */
export function judge(check: RowCheck | GroupCheck, rows: Batch, options: Record<string, unknown> = {}, prepared?: unknown): number[] {
  const verdicts = new Uint8Array(rows.rows);
  check.judge(rows, options, { ...CONTEXT, prepared }, verdicts);
  return [...verdicts];
}
