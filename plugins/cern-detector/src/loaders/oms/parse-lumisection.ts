import type { RecordValue, SourceRecord } from '@oads/cli/plugin';
import { ATTRIBUTES, LUMISECTION_SCHEMA } from './lumisection-schema.ts';

const TYPES = new Map(LUMISECTION_SCHEMA.map(({ name, type }) => [name, type]));
const LONGEST_TEXT = 200;

/**
 * The attributes of one lumisection. What cannot be read is null, and `problem` says the first such thing. `scaleOf` gives what makes /pb of
 * a luminosity, or its unit where that is not known.
 */
export function parseLumisection(
  attributes: Readonly<Record<string, unknown>>,
  scaleOf: (attribute: string) => number | string,
): SourceRecord {
  const record: Record<string, RecordValue> = {};
  let problem: string | null = null;
  for (const [attribute, column] of Object.entries(ATTRIBUTES)) {
    if (!Object.hasOwn(attributes, attribute)) continue;
    const given = attributes[attribute];
    if (given === null || given === undefined || given === '') continue;
    const value = readValue(given, TYPES.get(column) as string);
    if (value === undefined) problem ??= `${attribute}: expected ${EXPECTED[TYPES.get(column) as string]}, got ${show(given)}`;
    else if (column !== 'delivered' && column !== 'recorded') record[column] = value;
    else {
      const scale = scaleOf(attribute);
      if (typeof scale === 'string') problem ??= `${attribute}: expected a unit such as pb^{-1}, got ${show(scale)}`;
      else if ((value as number) < 0) problem ??= `${attribute}: expected a luminosity of 0 or more, got ${show(given)}`;
      else record[column] = (value as number) * scale;
    }
  }
  if (record.run === undefined || record.ls === undefined) problem ??= 'expected run_number and lumisection_number, got none';
  const { delivered, recorded } = record;
  if (typeof delivered === 'number' && typeof recorded === 'number' && delivered > 0) record.recorded_fraction = recorded / delivered;
  return { ...record, problem };
}

const EXPECTED: Readonly<Record<string, string>> = {
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  timestamp: 'an ISO 8601 time',
  text: `a text of at most ${LONGEST_TEXT} characters`,
};

function readValue(given: unknown, type: string): RecordValue {
  switch (type) {
    case 'integer':
    case 'number': {
      if (typeof given === 'bigint') return readValue(Number(given), type);
      if (typeof given === 'string' && !/^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i.test(given)) return undefined;
      if (typeof given !== 'number' && typeof given !== 'string') return undefined;
      const value = Number(given);
      return (type === 'integer' ? Number.isSafeInteger(value) : Number.isFinite(value)) ? value : undefined;
    }
    case 'boolean':
      if (given === true || given === 1 || given === 1n || /^(?:true|1)$/i.test(String(given).slice(0, 8))) return true;
      return given === false || given === 0 || given === 0n || /^(?:false|0)$/i.test(String(given).slice(0, 8)) ? false : undefined;
    case 'timestamp': {
      if (given instanceof Date) return given;
      const time = typeof given === 'string' && /^\d{4}-\d\d-\d\d[T ]/.test(given) ? new Date(toUtc(given)) : undefined;
      return time && !Number.isNaN(time.getTime()) ? time : undefined;
    }
    default:
      return typeof given === 'string' && given.length <= LONGEST_TEXT ? given : undefined;
  }
}

/** A time without a zone is UTC. */
function toUtc(text: string): string {
  const iso = text.slice(0, 40).replace(' ', 'T');
  return /(?:Z|[+-]\d\d:?\d\d)$/.test(iso) ? iso : `${iso}Z`;
}

function show(given: unknown): string {
  return typeof given === 'object' ? 'a list or an object' : JSON.stringify(String(given).slice(0, 40));
}
