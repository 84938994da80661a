import type { RecordValue, SourceRecord } from '@oads/cli/plugin';
import { isObject } from './list-events.ts';
import { listObjects, type TracedObject } from './list-objects.ts';
import { readInstant } from './read-instant.ts';
import { shorten } from './shorten.ts';

/** An event, with what a row of it needs. */
export interface ReadEvent {
  readonly record: SourceRecord;
  readonly objects: readonly TracedObject[];
  /** The sensor elements as they are. */
  readonly sensors: readonly unknown[];
}

const ACTIONS: readonly string[] = ['ADD', 'OBSERVE', 'DELETE'];
/** Which events have an action, and where their objects are. */
const TYPES: Readonly<Record<string, { readonly hasAction: boolean }>> = {
  ObjectEvent: { hasAction: true },
  AggregationEvent: { hasAction: true },
  TransactionEvent: { hasAction: true },
  AssociationEvent: { hasAction: true },
  TransformationEvent: { hasAction: false },
};

/** What an event says. What is not as EPCIS 2.0 has it is null, and said in `problem`. */
export function readEvent(event: unknown): ReadEvent {
  if (!isObject(event)) return { record: { problem: `expected an event, got ${describe(event)}` }, objects: [], sensors: [] };
  const problems: string[] = [];
  const wrong = (name: string, expected: string, got: unknown) => problems.push(`${name}: expected ${expected}, got ${describe(got)}`);
  const text = (name: string): string | null => readText(event[name], name, wrong);
  const time = (name: string): number | null => {
    const written = text(name);
    if (written === null) return null;
    const micros = readInstant(written);
    if (micros === undefined) wrong(name, 'an instant with its offset', written);
    return micros ?? null;
  };
  const place = (name: string): string | null => (isObject(event[name]) ? readText(event[name].id, `${name}.id`, wrong) : text(name));
  const short = (written: string | null): string | null => (written === null ? null : shorten(written));

  const type = short(text('type'));
  const known = type !== null && Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
  if (!known) wrong('type', 'a type of event', event.type);
  const action = text('action');
  if (known?.hasAction ? action === null || !ACTIONS.includes(action) : known && action !== null) {
    wrong('action', known?.hasAction ? ACTIONS.join(', ') : 'none', event.action);
  }
  const eventTime = time('eventTime');
  if (event.eventTime === undefined || event.eventTime === null) wrong('eventTime', 'an instant with its offset', undefined);
  const objects = listObjects(event, type, wrong);
  const counts = countObjects(objects, type);
  const declaration = event.errorDeclaration;
  const record = {
    event_id: text('eventID'),
    event_type: type,
    action,
    biz_step: short(text('bizStep')),
    disposition: short(text('disposition')),
    event_time: eventTime,
    time_zone_offset: text('eventTimeZoneOffset'),
    record_time: time('recordTime'),
    parent_id: text('parentID'),
    ...counts,
    read_point: place('readPoint'),
    biz_location: place('bizLocation'),
    biz_transaction: joinIds(event.bizTransactionList, 'bizTransaction'),
    source: joinIds(event.sourceList, 'source'),
    destination: joinIds(event.destinationList, 'destination'),
    error_reason: isObject(declaration) ? (short(readText(declaration.reason, 'reason', wrong)) ?? 'declared') : null,
  };
  const sensors = Array.isArray(event.sensorElementList) ? event.sensorElementList : [];
  return { record: problems.length > 0 ? { ...record, problem: problems.slice(0, 8).join('; ') } : record, objects, sensors };
}

type Wrong = (name: string, expected: string, got: unknown) => void;

const MOST_CHARACTERS = 2000;

function readText(value: unknown, name: string, wrong: Wrong): string | null {
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'string' && value.length <= MOST_CHARACTERS) return value;
  wrong(name, typeof value === 'string' ? `at most ${MOST_CHARACTERS} characters` : 'text', value);
  return null;
}

function countObjects(objects: readonly TracedObject[], type: string | null): Record<string, RecordValue> {
  const instances = objects.filter(({ quantity }) => quantity === undefined);
  // What goes into a transformation is not there any more: its quantity is that of what comes out.
  const isCounted = ({ role }: TracedObject) => type !== 'TransformationEvent' || role === 'output';
  const classes = objects.filter((object) => object.quantity !== undefined && isCounted(object));
  const units = new Set(classes.map(({ uom }) => uom ?? null));
  const isSummable = classes.length > 0 && units.size === 1 && classes.every(({ quantity }) => quantity !== null);
  const count = (role: string) => (type === 'TransformationEvent' ? objects.filter((object) => object.role === role).length : null);
  return {
    epc_count: instances.length,
    quantity: isSummable ? classes.reduce((sum, { quantity }) => sum + (quantity ?? 0), 0) : null,
    uom: isSummable ? [...units][0] : null,
    input_count: count('input'),
    output_count: count('output'),
  };
}

const MOST_JOINED = 8;

/** The ids of a list of transactions, sources or destinations, one after the other. */
function joinIds(list: unknown, key: string): string | null {
  if (!Array.isArray(list)) return null;
  const ids = list.slice(0, MOST_JOINED).flatMap((one) => {
    const id = isObject(one) ? one[key] : undefined;
    return typeof id === 'string' && id !== '' ? [id.slice(0, 400)] : [];
  });
  return ids.length > 0 ? ids.join(' ') : null;
}

function describe(value: unknown): string {
  if (value === undefined) return 'none';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : JSON.stringify(typeof value === 'string' ? value.slice(0, 40) : value);
}
