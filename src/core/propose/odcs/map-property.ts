import type { CheckConfig, ContractColumnConfig } from '../../config/schema.ts';
import type { ColumnType } from '../../frame/types.ts';
import { fits } from './fits.ts';
import { mapPattern } from './map-pattern.ts';
import { isNo, isNode, isYes, type Node, show, textOf, type Unmapped } from './not-mapped.ts';

const LOGICAL: Readonly<Record<string, ColumnType>> = {
  string: 'text',
  integer: 'integer',
  number: 'number',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
};
const PHYSICAL: readonly (readonly [RegExp, ColumnType])[] = [
  [/^(timestamp|datetime)/i, 'timestamp'],
  [/^date$/i, 'date'],
  [/^(big|small|tiny)?int(eger|\d)?\b|^(big|small)?serial|^(int|uint)\d+/i, 'integer'],
  [/^(numeric|decimal|number|double|float\d*|real|money)/i, 'number'],
  [/^bool/i, 'boolean'],
  [/^(n?var)?char|^bpchar|^text|^string|^uuid|^name$|^citext/i, 'text'],
];
const UUID = '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}';
/** Formats of times that ISO 8601 has, too. */
const ISO_FORMAT = /^(yyyy-MM-dd|YYYY-MM-DD)(?:['T ]*HH:mm(?::ss(?:[.,]S+)?)?\s*(?:'?Z'?|X+|xxx|Z+)?)?$/;

export interface MappedProperty {
  readonly name: string;
  readonly column: ContractColumnConfig;
  readonly checks: readonly CheckConfig[];
}

/** A property as a column of the contract, with the checks that its type options become. */
export function mapProperty(property: Node, path: string, unmapped: Unmapped): MappedProperty | undefined {
  const name = textOf(property.physicalName) ?? textOf(property.name);
  if (name === undefined) {
    unmapped.add(path, 'a property', 'it has no name');
    return undefined;
  }
  const options = isNode(property.logicalTypeOptions) ? property.logicalTypeOptions : {};
  if (!isNode(property.logicalTypeOptions) && !isNo(property.logicalTypeOptions))
    unmapped.add(`${path}.logicalTypeOptions`, show(property.logicalTypeOptions), 'expected an object');
  for (const key of ['primaryKey', 'required', 'unique'])
    if (!isYes(property[key]) && !isNo(property[key])) unmapped.add(`${path}.${key}`, show(property[key]), 'neither true nor false');
  const type = mapType(property, options, path, unmapped);
  const isKey = isYes(property.primaryKey);
  const description = textOf(property.description);
  const column: ContractColumnConfig = {
    type,
    ...(isYes(property.required) || isKey ? { nullable: false } : {}),
    ...(description ? { description: show(description) } : {}),
  };
  const checks = [
    ...mapOptions(name, type, options, `${path}.logicalTypeOptions`, unmapped, /^(date|timestamp)$/i.test(String(property.logicalType))),
  ];
  if (isYes(property.unique) && !isKey) checks.push({ check: 'unique_key', columns: [name] });
  if (Array.isArray(property.enum)) {
    const values = property.enum
      .map((entry) => (isNode(entry) ? entry.value : entry))
      .filter((value) => value !== null && value !== undefined);
    if (fits(values, type)) checks.push({ check: 'allowed', column: name, values });
    else unmapped.add(`${path}.enum`, show(values), `a list with other values than ${type}`);
    for (const [index, entry] of property.enum.entries()) {
      const said = isNode(entry) ? Object.keys(entry).filter((key) => key !== 'value') : [];
      for (const key of said) unmapped.add(`${path}.enum[${index}].${key}`, key, 'a check lists values only');
    }
  }
  if (property.enum !== undefined && property.enum !== null && !Array.isArray(property.enum))
    unmapped.add(`${path}.enum`, show(property.enum), 'no list');
  return { name, column, checks };
}

function mapType(property: Node, options: Node, path: string, unmapped: Unmapped): ColumnType {
  const logical = textOf(property.logicalType)?.toLowerCase();
  const physical = textOf(property.physicalType) ?? '';
  const byPhysical = PHYSICAL.find(([pattern]) => pattern.test(physical))?.[1];
  const type = logical === undefined ? byPhysical : LOGICAL[logical];
  if (type === undefined) {
    if (byPhysical !== undefined && logical === 'object') return byPhysical;
    unmapped.add(
      `${path}.${logical === undefined ? 'physicalType' : 'logicalType'}`,
      show(logical ?? (physical || 'no type')),
      'no type of a column: read as text',
    );
    return 'text';
  }
  const format = textOf(options.format);
  if ((type === 'date' || type === 'timestamp') && format !== undefined && !ISO_FORMAT.test(format)) {
    unmapped.add(`${path}.logicalTypeOptions.format`, show(format), 'times are read as ISO 8601 only: read as text');
    return 'text';
  }
  // Before v3.1 the standard had no other word for a timestamp.
  return type === 'date' && byPhysical === 'timestamp' ? 'timestamp' : type;
}

/** Of a length. */
const LONGEST_PATTERN = 1000;
const TIME_OPTIONS = new Set(['minimum', 'maximum']);

function* mapOptions(
  column: string,
  type: ColumnType,
  options: Node,
  path: string,
  unmapped: Unmapped,
  isDate: boolean,
): Generator<CheckConfig> {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf, pattern, minLength, maxLength } = options;
  const isTime = type === 'date' || type === 'timestamp';
  const isNumber = type === 'number' || type === 'integer';
  const quoted = `"${column.replaceAll('"', '""')}"`;
  const known = new Set<string>();
  const bound = (value: unknown): number | string | undefined =>
    isNumber && typeof value === 'number'
      ? value
      : isTime && typeof value === 'string' && !Number.isNaN(Date.parse(value))
        ? value
        : undefined;
  const [min, max] = [bound(minimum), bound(maximum)];
  if (min !== undefined || max !== undefined) {
    if (min !== undefined) known.add('minimum');
    if (max !== undefined) known.add('maximum');
    yield { check: 'range', column, ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
  }
  for (const [key, sign, value, plain] of [
    ['exclusiveMinimum', '>', exclusiveMinimum, minimum],
    ['exclusiveMaximum', '<', exclusiveMaximum, maximum],
  ] as const) {
    // Older contracts say `true`, and mean the bound beside it.
    const limit = value === true ? plain : value;
    if (value === false) known.add(key);
    if (!isNumber || typeof limit !== 'number') continue;
    known.add(key);
    yield { check: 'expression', sql: `${quoted} ${sign} ${limit}` };
  }
  if (type === 'integer' && typeof multipleOf === 'number' && Number.isInteger(multipleOf) && multipleOf > 0) {
    known.add('multipleOf');
    yield { check: 'expression', sql: `${quoted} % ${multipleOf} = 0` };
  }
  if (type === 'text' && typeof pattern === 'string') {
    const mapped = mapPattern(pattern);
    if (mapped !== undefined) {
      known.add('pattern');
      yield { check: 'pattern', column, pattern: mapped };
    }
  }
  const lengths = [minLength, maxLength];
  if (type === 'text' && lengths.some(Number.isInteger) && lengths.every((length) => length === undefined || Number.isInteger(length))) {
    known.add('minLength').add('maxLength');
    const longest = Math.max(...lengths.map((length) => Number(length ?? 0)));
    // As a pattern its repetitions would be too many to write out.
    if (longest > LONGEST_PATTERN) {
      const bounds = [...(minLength === undefined ? [] : [`>= ${minLength}`]), ...(maxLength === undefined ? [] : [`<= ${maxLength}`])];
      yield { check: 'expression', sql: bounds.map((limit) => `char_length(${quoted}) ${limit}`).join(' AND ') };
    } else if (!(maxLength === undefined && minLength === 0))
      yield { check: 'pattern', column, pattern: `[\\s\\S]{${minLength ?? 0},${maxLength ?? ''}}` };
  }
  if (type === 'text' && options.format === 'uuid') {
    known.add('format');
    yield { check: 'pattern', column, pattern: UUID };
  }
  if (isTime && options.timezone !== undefined) known.add('timezone');
  for (const [key, value] of Object.entries(options)) {
    if (known.has(key) || (key === 'format' && (isTime || isDate || textOf(value) === undefined)) || value === null) continue;
    unmapped.add(
      `${path}.${key}`,
      show(value),
      isTime && TIME_OPTIONS.has(key) ? 'no ISO 8601 time' : `no check says this of a ${type} column`,
    );
  }
}
