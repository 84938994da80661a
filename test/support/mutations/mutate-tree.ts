import { parseYaml } from '../../../src/core/config/parse-yaml.ts';
import { GUARDED_YAML } from './guarded-config.ts';
import { misspellings } from './misspellings.ts';
import type { Mutant } from './mutant.ts';
import { Entries, findNodes, isObject, type Node, Raw, replaceAt, type Tree, writeTree } from './tree.ts';

const BASE = parseYaml(GUARDED_YAML, 'guarded.yaml').value as { readonly [key: string]: Tree };

/** Values that are one of a list. */
const ENUMS = new Set(['loader', 'format', 'type', 'check', 'severity', 'kind', 'transform', 'rule', 'quality', 'drift', 'missing']);
/** Values that name a column. */
const COLUMNS = new Set(['column', 'columns', 'key', 'before', 'after']);
const DURATIONS = new Set(['length', 'max_age', 'future_tolerance']);
/** Shares and levels: written as percentages, they are impossible. */
const SHARES = new Set(['tolerance', 'max_share', 'fdr', 'false_alarm_rate', 'moderate', 'severe']);
const REQUIRED =
  /^(version|pipeline|source|source\.(loader|options|options\.path)|window\.(column|length)|contract\.columns(\.\w+\.type)?|checks\.\d+\.(check|column|columns|values|pattern|max_age|before|after|sql)|checks\.1[0-1]\.max|fallback\.file\.path|features\.\d+\.name|model\.path|drift\.\w+\.(moderate|severe))$/;

/** The bounds of a range and the values of a list may be any finite number; all other numbers are shares, counts, levels, limits. */
function isFree({ key, path }: Node): boolean {
  const check = path[0] === 'checks' ? (BASE.checks as { check: string }[])[path[1] as number].check : undefined;
  return key === 'values' || (check === 'range' && (key === 'min' || key === 'max'));
}

/**
 * Mutants of the parsed config. Left out are edits that mean something else and are as valid: a key that may be left out is
 * taken away (or made a comment), another name for a check, another pattern, path or expression, another finite number
 * where any may stand, another duration. Nothing in the file tells such an edit from what was meant: the config's digest in
 * every run does, and the results' lists of checks and thresholds.
 */
export function* mutateTree(): Generator<Mutant> {
  for (const node of findNodes(BASE)) {
    yield* named('a key is misspelt', node, misspeltKey(node));
    yield* named('an unknown key', node, unknownKey(node));
    yield* named('a key twice', node, doubledKey(node));
    yield* named('a required key is missing', node, withoutRequired(node));
    yield* named('a value of another type', node, otherType(node));
    yield* named('a misspelt choice', node, ENUMS.has(node.key) ? misspelt(node) : []);
    yield* named('a misspelt column', node, COLUMNS.has(node.key) ? misspelt(node) : []);
    yield* named('a misspelt column in an expression', node, misspeltInSql(node));
    yield* named('an impossible number', node, impossibleNumber(node));
    yield* named('a duration in another form', node, otherDuration(node));
    yield* named('bounds swapped', node, swappedBounds(node));
    yield* named('an anchor, alias or merge', node, aliased(node));
  }
}

type Change = readonly [what: string, value: Tree | undefined];

function* named(operator: string, { path }: Node, changes: Iterable<Change>): Generator<Mutant> {
  for (const [what, value] of changes)
    yield { operator, what: `${path.join('.')}: ${what}`, write: () => writeTree(replaceAt(BASE, path, value)) };
}

function* misspeltKey({ value }: Node): Generator<Change> {
  if (!isObject(value)) return;
  const entries = Object.entries(value);
  for (const [index, [key]] of entries.entries()) {
    for (const { how, word } of misspellings(key)) {
      if (Object.hasOwn(value, word)) continue;
      yield [`"${key}" with ${how}`, new Entries(entries.map(([name, item], at) => [at === index ? word : name, item]))];
    }
  }
}

function* unknownKey({ value }: Node): Generator<Change> {
  if (!isObject(value)) return;
  for (const key of ['extra', 'severty', 'enabled', 'skip', '__proto__', 'constructor', 'toString', 'x-note', '']) {
    for (const item of [true, {}]) yield [`"${key}": ${JSON.stringify(item)}`, new Entries([...Object.entries(value), [key, item]])];
  }
}

function* doubledKey({ value }: Node): Generator<Change> {
  if (!isObject(value)) return;
  for (const [key, item] of Object.entries(value)) {
    yield [`"${key}"`, new Entries([...Object.entries(value), [key, item]])];
    yield [`"${key}" in quotes`, new Entries([...Object.entries(value), [new Raw(`'${key}'`), null]])];
  }
}

function* withoutRequired({ path }: Node): Generator<Change> {
  if (REQUIRED.test(path.join('.'))) yield ['gone', undefined];
}

function* otherType(node: Node): Generator<Change> {
  const { value, key, path } = node;
  if (path.length === 0) {
    for (const item of [null, [], {}, 'text', 7]) yield [JSON.stringify(item), item];
    return;
  }
  yield ['null', null];
  yield ['nothing', new Raw('')];
  yield ['an empty map', {}];
  yield ['an empty list', []];
  yield ['in a list', [value]];
  yield ['in a map', { value }];
  if (Array.isArray(value)) {
    yield ['its first item', value[0]];
    yield ['as a map', Object.fromEntries(value.map((item, index) => [index, item]))];
  } else if (isObject(value)) {
    yield ['as text', JSON.stringify(value)];
    yield ['its first value', Object.values(value)[0]];
  } else if (typeof value === 'number') {
    yield ['in quotes', String(value)];
    yield ['as words', 'seven'];
    yield ['true', true];
  } else if (typeof value === 'boolean') {
    // `True` is a boolean, and another one.
    for (const text of ['yes', 'no', 'on', 'off', 'nein', '0', '1', `"${value}"`, "'false'"]) yield [text, new Raw(text)];
  } else if (key !== 'description') {
    yield ['empty text', ''];
    yield ['a space', ' '];
    if (key !== 'values') for (const item of [true, 7]) yield [String(item), item];
  }
}

function* misspelt({ value }: Node): Generator<Change> {
  if (typeof value === 'string') for (const { how, word } of misspellings(value)) yield [`"${value}" with ${how}`, word];
}

function* misspeltInSql({ key, value }: Node): Generator<Change> {
  if (key !== 'sql' || typeof value !== 'string') return;
  for (const column of ['hours', 'pieces', 'mode']) {
    if (!value.includes(column)) continue;
    for (const { how, word } of misspellings(column)) {
      // SQL takes a column in any spelling of blanks, and folds nothing else.
      if (word.trim() !== column) yield [`"${column}" with ${how}`, value.replace(column, word)];
    }
    yield [`"${column}" as text`, value.replace(column, `'${column}'`)];
  }
  for (const constant of ['true', '1 = 1', "'hours' <> 'pieces'", 'null', 'hours']) yield [constant, constant];
}

function* impossibleNumber(node: Node): Generator<Change> {
  const { key, value } = node;
  if (typeof value !== 'number') return;
  const never = [
    '.nan',
    '.NaN',
    '.inf',
    '-.inf',
    '+.inf',
    '1e400',
    '-1e400',
    'NaN',
    'Infinity',
    `${value}%`,
    `${value} %`,
    `${value}x`,
    '1_000',
    '1e',
    '--1',
  ];
  for (const text of never) yield [text, new Raw(text)];
  yield ['a comma in it', new Raw(`'${String(value).replace('.', ',')},5'`)];
  if (isFree(node)) return;
  for (const number of [-1, -0.5, -1e-9, 1e16, 1e21, 1e308, 1.5e300]) yield [String(number), number];
  if (SHARES.has(key) || (key === 'max' && value < 1)) yield ['as a percentage', value * 100];
  if (Number.isInteger(value) && !SHARES.has(key)) yield ['with a fraction', value + 0.5];
}

function* otherDuration({ key, value }: Node): Generator<Change> {
  if (!DURATIONS.has(key)) return;
  const texts = [
    '7 d',
    '7D',
    'P7D',
    'PT7H',
    '7days',
    '7 days',
    '-7d',
    '0d',
    '0s',
    '00d',
    '1.5d',
    '7d ',
    ' 7d',
    '7',
    '7y',
    '1e3d',
    '7dd',
    'd',
    '7d7',
    '٧d',
    '7,5d',
  ];
  for (const text of [...texts, 'infinity', '.inf', '999999999999w', '1000y', '1000000d', `${value}${value}`]) yield [text, text];
  for (const number of [7, 0, -1, 1.5]) yield [String(number), number];
}

function* swappedBounds({ value }: Node): Generator<Change> {
  if (!isObject(value)) return;
  for (const [low, high] of [
    ['min', 'max'],
    ['moderate', 'severe'],
    ['before', 'after'],
  ]) {
    if (value[low] === undefined || value[high] === undefined) continue;
    yield [`${low} and ${high}`, { ...value, [low]: value[high], [high]: value[low] }];
    if (low !== 'min') yield [`${high} as ${low}`, { ...value, [high]: value[low] }];
    yield [`neither ${low} nor ${high}`, Object.fromEntries(Object.entries(value).filter(([key]) => key !== low && key !== high))];
  }
}

function* aliased({ value, path }: Node): Generator<Change> {
  if (path.length === 0) return;
  yield ['an alias of nothing', new Raw('*nothing')];
  yield ['an alias of itself', isObject(value) ? new Raw(`&self {value: *self}`) : new Raw('&self [*self]')];
  yield ['a custom tag', new Raw('!custom 1')];
  yield ['a tag of another type', new Raw(isObject(value) || Array.isArray(value) ? '!!str {}' : '!!null ""')];
  if (!isObject(value)) return;
  const entries = Object.entries(value);
  yield ['a merge key', new Entries([[new Raw('<<'), { severity: 'warn', tolerance: 0.5, nullable: true }], ...entries])];
  yield ['only a merge key', new Entries([[new Raw('<<'), value]])];
}
