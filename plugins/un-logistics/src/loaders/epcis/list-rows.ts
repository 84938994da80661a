import type { SourceRecord } from '@oads/cli/plugin';
import type { EpcisRows } from './epcis-columns.ts';
import { isObject } from './list-events.ts';
import { type ReadEvent, readEvent } from './read-event.ts';
import { readInstant } from './read-instant.ts';
import { shorten } from './shorten.ts';

/** The rows of an event: one; one an object, its parent last; or one a sensor report. A damaged event without any gives one, with its problem. */
export function* listRows(event: unknown, rows: EpcisRows): Generator<SourceRecord> {
  const read = readEvent(event);
  if (rows === 'event') yield read.record;
  else if (rows === 'epc') yield* listEpcRows(read);
  else yield* listSensorRows(read);
}

function* listEpcRows({ record, objects }: ReadEvent): Generator<SourceRecord> {
  for (const { epc, role, quantity, uom } of objects) {
    yield { ...record, epc, epc_role: role, quantity: quantity ?? null, uom: uom ?? null };
  }
  if (record.parent_id) yield { ...record, epc: record.parent_id, epc_role: 'parent', quantity: null, uom: null };
  else if (objects.length === 0) yield record;
}

/** Sensor reports of all elements; the time is the report's own, its element's, or that of the event. */
function* listSensorRows({ record, objects, sensors }: ReadEvent): Generator<SourceRecord> {
  const epc = objects.length === 1 ? objects[0].epc : null;
  let reports = 0;
  for (const element of sensors) {
    const metadata = isObject(element) && isObject(element.sensorMetadata) ? element.sensorMetadata : {};
    const list = isObject(element) && Array.isArray(element.sensorReport) ? element.sensorReport : [];
    for (const report of list) {
      reports++;
      yield { ...record, epc, ...readReport(report, metadata, record) };
    }
  }
  if (reports === 0 && record.problem !== undefined) yield { ...record, epc };
}

function readReport(report: unknown, metadata: Readonly<Record<string, unknown>>, event: SourceRecord): SourceRecord {
  if (!isObject(report)) return { problem: join(event.problem, 'sensorReport: expected an object') };
  const wrong: string[] = [];
  const number = (name: string): number | null => {
    const value = report[name];
    if (value === undefined || value === null) return null;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    wrong.push(`sensorReport.${name}: expected a number`);
    return null;
  };
  const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value.slice(0, 400) : null);
  const time = (value: unknown): number | null => {
    if (value === undefined || value === null) return null;
    const micros = typeof value === 'string' ? readInstant(value) : undefined;
    if (micros === undefined) wrong.push('sensorReport.time: expected an instant with its offset');
    return micros ?? null;
  };
  const type = text(report.type);
  const read = {
    sensor_device: text(report.deviceID) ?? text(metadata.deviceID),
    sensor_type: type === null ? null : shorten(type),
    sensor_value: number('value'),
    sensor_min: number('minValue'),
    sensor_max: number('maxValue'),
    sensor_uom: text(report.uom),
    sensor_time: time(report.time) ?? time(metadata.time) ?? event.event_time,
  };
  return { ...read, problem: join(event.problem, wrong.join('; ')) };
}

function join(one: SourceRecord[string], other: string): string | null {
  const parts = [one, other].filter((part) => typeof part === 'string' && part !== '');
  return parts.length > 0 ? parts.join('; ') : null;
}
