import { readYaml } from '../../config/parse-yaml.ts';
import type { CheckConfig, ContractColumnConfig } from '../../config/schema.ts';
import { ConfigError } from '../../errors.ts';
import { isSecretKey } from '../../schema/secret-names.ts';
import type { LeftOut, NotMapped } from '../proposal.ts';
import { mapProperty } from './map-property.ts';
import { mapQuality } from './map-quality.ts';
import { type MappedServer, mapServer } from './map-server.ts';
import { mapSla } from './map-sla.ts';
import { entriesOf, isNo, isNode, isYes, type Node, show, textOf, Unmapped } from './not-mapped.ts';
import { whyNotACheck } from './why-not-a-check.ts';

export interface ContractCheck {
  readonly path: string;
  readonly check: CheckConfig;
  /** The columns that it is about, or `rows`: for its id. */
  readonly about: string;
}

/** A data contract in the words of a config. */
export interface DataContract {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly column: ContractColumnConfig; readonly path: string }[];
  readonly key: readonly string[];
  readonly checks: readonly ContractCheck[];
  /** What it classifies as something that not everyone may see. */
  readonly classified: readonly LeftOut[];
  readonly server?: MappedServer;
  readonly notMapped: readonly NotMapped[];
}

const READ = new Set(['apiVersion', 'kind', 'schema', 'slaProperties', 'slaDefaultElement', 'servers', 'name', 'version', 'id']);
const READ_OF_OBJECT = new Set(['name', 'physicalName', 'logicalType', 'physicalType', 'properties', 'quality', 'id']);
const READ_OF_PROPERTY = new Set([
  'name',
  'physicalName',
  'logicalType',
  'physicalType',
  'logicalTypeOptions',
  'required',
  'unique',
  'primaryKey',
  'primaryKeyPosition',
  'description',
  'enum',
  'quality',
  'classification',
  'id',
]);
const HIDDEN = /restrict|confiden|sensitiv|private|secret|pii|personal/i;

/**
 * Reads a data contract of the Open Data Contract Standard, version 3. `table` chooses among several objects; `hasData`: its
 * rows come from elsewhere than its servers. Throws ConfigError for a file that is none.
 */
export function readContract(file: string, { table, hasData }: { table?: string; hasData: boolean }): DataContract {
  const document = readYaml(file);
  const refuse = (path: (string | number)[], message: string, hint?: string): never => {
    throw new ConfigError('OADS_CONFIG_ODCS', message, { file, ...document.locate(path), hint });
  };
  const contract = document.value;
  if (!isNode(contract) || contract.kind !== 'DataContract') {
    return refuse(
      ['kind'],
      `expected a data contract (kind: DataContract), got ${isNode(contract) ? show(contract.kind ?? 'no kind') : 'something else'}`,
      'a YAML file after --from is read as a contract of the Open Data Contract Standard',
    );
  }
  if (!/^v3\./.test(String(contract.apiVersion)))
    refuse(['apiVersion'], `expected version 3 of the standard (apiVersion: v3.x), got ${show(contract.apiVersion ?? 'none')}`);
  const unmapped = new Unmapped();
  // A table that stands alone in the place of the list has its own path.
  const entries = entriesOf(contract.schema, 'schema', unmapped);
  const objects = entries.map(({ node }) => node);
  const index = table === undefined ? 0 : objects.findIndex((object) => [object.name, object.physicalName].includes(table));
  const object = objects[index];
  if (!object) {
    const names = objects.map(({ name }) => show(name)).join(', ') || 'none';
    return refuse(
      ['schema'],
      `expected ${table === undefined ? 'an object in `schema`' : `an object "${table}" in \`schema\``}, got ${names}`,
    );
  }
  for (const [other, { name }] of objects.entries()) {
    if (other !== index) unmapped.add(entries[other].path, `the object ${show(name)}`, 'a config is of one table: choose it with --table');
  }
  for (const [key, value] of Object.entries(contract))
    if (!READ.has(key) && value !== null) unmapped.add(key, summarise(key, value), 'a config does not hold it');
  return { ...mapObject(contract, object, entries[index].path, unmapped, hasData), notMapped: unmapped.list() };
}

function mapObject(contract: Node, object: Node, at: string, unmapped: Unmapped, hasData: boolean): Omit<DataContract, 'notMapped'> {
  listUnread(object, READ_OF_OBJECT, at, unmapped);
  const taken = new Set<string>();
  const properties = entriesOf(object.properties, `${at}.properties`, unmapped).flatMap(({ node: property, path }) => {
    const name = textOf(property.physicalName) ?? textOf(property.name);
    if (name !== undefined && taken.has(name)) {
      unmapped.add(path, `a property ${show(name)}`, 'another one before it has the same name');
      return [];
    }
    const mapped = mapProperty(property, path, unmapped);
    if (mapped) taken.add(mapped.name);
    return mapped ? [{ property, path, ...mapped }] : [];
  });
  const columnOf = (name: string) => properties.find(({ property, name: physical }) => property.name === name || physical === name)?.name;
  const key = properties
    .filter(({ property }) => isYes(property.primaryKey))
    .sort((a, b) => Number(a.property.primaryKeyPosition ?? 0) - Number(b.property.primaryKeyPosition ?? 0))
    .map(({ name }) => name);
  const checks: ContractCheck[] = [];
  for (const { property, path, name, column, checks: own } of properties) {
    listUnread(property, READ_OF_PROPERTY, path, unmapped);
    checks.push(...own.map((check) => ({ path, check, about: name })));
    const classification = property.classification;
    if (!isNo(classification) && !HIDDEN.test(String(classification)))
      unmapped.add(`${path}.classification`, show(classification), 'a config does not hold it');
    for (const { node: rule, path: place } of entriesOf(property.quality, `${path}.quality`, unmapped)) {
      checks.push(
        ...mapQuality(rule, { path: place, column: name, type: column.type, columnOf }, unmapped).map((check) => ({
          path: place,
          check,
          about: name,
        })),
      );
    }
  }
  if (key.length > 0) checks.unshift({ path: `${at}: primaryKey`, check: { check: 'unique_key', columns: key }, about: key.join('-') });
  for (const { node: rule, path: place } of entriesOf(object.quality, `${at}.quality`, unmapped)) {
    checks.push(...mapQuality(rule, { path: place, columnOf }, unmapped).map((check) => ({ path: place, check, about: 'rows' })));
  }
  const tables = [object.name, object.physicalName, object.id].flatMap((name) => textOf(name) ?? []);
  const columns = properties.map(({ name, column, path }) => ({ name, column, path }));
  checks.push(
    ...mapSla(contract, columns, { columnOf, tables }, unmapped).map((mapped) => ({ ...mapped, about: String(mapped.check.column) })),
  );
  const table = textOf(object.physicalName) ?? textOf(object.name) ?? 'table';
  return {
    name: textOf(contract.name) ?? table,
    columns,
    key,
    checks: checks.filter(({ path, check }) => {
      const why = whyNotACheck(check);
      if (why !== undefined)
        unmapped.add(path, `${check.check} ${show(check.column ?? check.columns ?? '')}`.trim(), `no sound check: ${why}`);
      return why === undefined;
    }),
    classified: properties.flatMap(({ property, name }) => {
      const classification = textOf(property.classification);
      return classification && HIDDEN.test(classification)
        ? [{ column: name, why: `the data contract classifies it as ${show(classification)}` }]
        : [];
    }),
    server: mapServer(contract, table, unmapped, !hasData),
  };
}

/** No more of it than tells which it is: it may hold what does not belong into another file. */
function summarise(key: string, value: unknown): string {
  if (Array.isArray(value)) return `${value.length} ${value.length === 1 ? 'entry' : 'entries'}`;
  if (isNode(value)) return Object.keys(value).join(', ');
  return isSecretKey(key) ? 'a secret' : show(value);
}

function listUnread(node: Node, read: ReadonlySet<string>, path: string, unmapped: Unmapped): void {
  for (const [key, value] of Object.entries(node)) {
    // False, and an empty list, say nothing.
    if (read.has(key) || value === null || value === false || value === -1 || (Array.isArray(value) && value.length === 0)) continue;
    unmapped.add(`${path}.${key}`, key, 'a config does not hold it');
  }
}
