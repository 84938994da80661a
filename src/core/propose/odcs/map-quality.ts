import type { CheckConfig } from '../../config/schema.ts';
import type { ColumnType } from '../../frame/types.ts';
import { fits } from './fits.ts';
import { type Limit, readLimit, readShare } from './map-limit.ts';
import { mapPattern } from './map-pattern.ts';
import { isNode, type Node, show, textOf, type Unmapped } from './not-mapped.ts';

/** Older names of the rules (v3.0), and those of the metrics. */
const METRICS: Readonly<Record<string, string>> = {
  nullvalues: 'nullValues',
  nullcheck: 'nullValues',
  nullcount: 'nullValues',
  missingvalues: 'missingValues',
  invalidvalues: 'invalidValues',
  invalidcount: 'invalidValues',
  validvalues: 'invalidValues',
  duplicatevalues: 'duplicateValues',
  duplicatecount: 'duplicateValues',
  uniquecheck: 'duplicateValues',
  rowcount: 'rowCount',
};
const MILD = /^(warn|warning|info|information|low|minor|trivial)/i;

const SEVERITY = /^(warn|warning|info|information|low|minor|trivial|error|high|critical|major|fail|blocker)/i;
const ARGUMENTS = new Set(['properties', 'missingValues', 'validValues', 'pattern']);
const READ = new Set(['type', 'metric', 'rule', 'unit', 'severity', 'description', 'arguments', 'id']);

export interface RulePlace {
  readonly path: string;
  /** The column that the rule stands at; undefined at the table. */
  readonly column?: string;
  readonly type?: ColumnType;
  /** The columns by the names of the contract. */
  readonly columnOf: (name: string) => string | undefined;
}

/** The checks that a rule of the contract becomes; none where it is listed as not mapped. */
export function mapQuality(rule: Node, place: RulePlace, unmapped: Unmapped): CheckConfig[] {
  const type = textOf(rule.type) ?? 'library';
  const name = textOf(rule.metric) ?? textOf(rule.rule);
  const what = `${name ?? type}${rule.description ? ` "${show(rule.description)}"` : ''}`;
  const refuse = (why: string): CheckConfig[] => {
    unmapped.add(place.path, what, why);
    return [];
  };
  if (type === 'text') return refuse('a text for people: write the check that it describes');
  if (type === 'sql') return refuse(`SQL of the server (${show(rule.query ?? '')}): a check \`expression\` judges single rows`);
  if (type === 'custom') return refuse(`a rule of ${textOf(rule.engine) ?? 'another engine'}`);
  const metric = METRICS[(name ?? '').toLowerCase()];
  if (metric === undefined) return refuse('a metric that no check measures');
  if (rule.filter !== undefined && rule.filter !== null) return refuse(`it judges some rows only: ${show(rule.filter)}`);
  const limit = readLimit(rule);
  if ('why' in limit) return refuse(limit.why);
  listExtras(rule, place.path, unmapped);
  const common = {
    ...(MILD.test(String(rule.severity ?? '')) ? { severity: 'warn' as const } : {}),
    ...(textOf(rule.description) ? { description: show(rule.description) } : {}),
  };
  const args = isNode(rule.arguments) ? rule.arguments : {};
  const mapped = mapMetric(metric, limit, { ...rule, ...args }, place);
  return Array.isArray(mapped) ? mapped.map((check) => ({ ...check, ...common })) : refuse(mapped.why);
}

function mapMetric(metric: string, limit: Limit, args: Node, { column, columnOf, type }: RulePlace): CheckConfig[] | { why: string } {
  if (metric === 'rowCount') return countRows(limit);
  const share = readShare(limit);
  if (typeof share !== 'number') return share;
  if (metric === 'duplicateValues') {
    const given: unknown[] | undefined = Array.isArray(args.properties) ? args.properties : column === undefined ? undefined : [column];
    if (!given || given.length === 0) return { why: 'no columns are named' };
    const named: string[] = [];
    for (const name of given) {
      const known = Array.isArray(args.properties) ? columnOf(String(name)) : column;
      if (known === undefined) return { why: `the table has no property ${show(name)}` };
      named.push(known);
    }
    return share === 0 ? [{ check: 'unique_key', columns: named }] : { why: 'a check allows no repeated key at all' };
  }
  if (column === undefined) return { why: 'it names no column' };
  const tolerance = share === 0 ? {} : { tolerance: share };
  if (metric === 'nullValues') return [{ check: 'null_share', column, max: share }];
  if (metric === 'missingValues') {
    const missing = Array.isArray(args.missingValues) ? args.missingValues : [null];
    const words = missing.filter((value) => value !== null);
    if (words.length === 0) return [{ check: 'null_share', column, max: share }];
    const name = `"${column.replaceAll('"', '""')}"`;
    if (!fits(words, type)) return { why: `a list with other values than ${type}` };
    const isThere = missing.length > words.length ? `${name} IS NOT NULL AND ` : '';
    return [{ check: 'expression', sql: `${isThere}${name} NOT IN (${words.map(writeSql).join(', ')})`, ...tolerance }];
  }
  const checks: CheckConfig[] = [];
  if (Array.isArray(args.validValues)) {
    const values = args.validValues.filter((value) => value !== null);
    if (!fits(values, type)) return { why: `a list with other values than ${type}` };
    checks.push({ check: 'allowed', column, values, ...tolerance });
  }
  if (typeof args.pattern === 'string') {
    const pattern = mapPattern(args.pattern);
    if (pattern === undefined) return { why: `a pattern that no check can match in linear time: ${show(args.pattern)}` };
    checks.push({ check: 'pattern', column, pattern, ...tolerance });
  }
  return checks.length > 0 ? checks : { why: 'neither validValues nor a pattern' };
}

function countRows({ min, max, openMin, openMax, percent }: Limit): CheckConfig[] | { why: string } {
  if (percent) return { why: 'a share of rows that nothing is compared with' };
  const least = min === undefined ? undefined : Math.max(1, openMin ? Math.floor(min) + 1 : Math.ceil(min));
  const most = max === undefined ? undefined : openMax ? Math.ceil(max) - 1 : Math.floor(max);
  if (most !== undefined && (most < 0 || most < (least ?? 0))) return { why: 'no number of rows lies within it' };
  if (least === undefined && most === undefined) return { why: 'no number of rows lies outside of it' };
  return [{ check: 'row_count', ...(least === undefined ? {} : { min: least }), ...(most === undefined ? {} : { max: most }) }];
}

/** What a rule says beside its bound. */
function listExtras(rule: Node, path: string, unmapped: Unmapped): void {
  const args = isNode(rule.arguments) ? Object.keys(rule.arguments).filter((key) => !ARGUMENTS.has(key)) : [];
  const beside = Object.keys(rule).filter((key) => !READ.has(key) && !ARGUMENTS.has(key) && !/^must/i.test(key));
  if (rule.arguments !== undefined && !isNode(rule.arguments)) beside.push('arguments');
  if (rule.severity !== undefined && !SEVERITY.test(String(rule.severity))) beside.push('severity');
  for (const key of [...beside, ...args.map((name) => `arguments.${name}`)])
    unmapped.add(`${path}.${key}`, 'said beside the rule', 'a check judges every batch, and holds no such thing');
}

function writeSql(value: unknown): string {
  return typeof value === 'number' ? String(value) : `'${String(value).replaceAll("'", "''")}'`;
}
