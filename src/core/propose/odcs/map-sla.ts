import type { CheckConfig, ContractColumnConfig } from '../../config/schema.ts';
import { entriesOf, type Node, show, textOf, type Unmapped } from './not-mapped.ts';

/** Names of the agreements that say how old the newest row may be (Data QoS: latency, "preferred to freshness"). */
const AGE = new Set(['latency', 'ly', 'freshness', 'fr', 'timeliness']);
const READ = new Set(['property', 'element', 'value', 'unit', 'id']);
const UNITS: readonly (readonly [RegExp, string, number])[] = [
  [/^(s|sec|seconds?)$/i, 's', 1],
  [/^(min|minutes?)$/i, 'm', 1],
  [/^m$/, 'm', 1],
  [/^(h|hr|hours?)$/i, 'h', 1],
  [/^(d|days?)$/i, 'd', 1],
  [/^(w|weeks?)$/i, 'w', 1],
  [/^(mo|months?)$/i, 'd', 30],
  [/^(y|yrs?|years?)$/i, 'd', 365],
];

/** The age that the contract agrees on, as a freshness check; every other agreement is listed. */
export function mapSla(
  contract: Node,
  columns: readonly { readonly name: string; readonly column: ContractColumnConfig }[],
  { columnOf, tables }: { columnOf: (name: string) => string | undefined; tables: readonly string[] },
  unmapped: Unmapped,
): { path: string; check: CheckConfig }[] {
  return entriesOf(contract.slaProperties, 'slaProperties', unmapped).flatMap(({ node: sla, path }) => {
    const property = textOf(sla.property) ?? '';
    const said = `${property || 'no property'} ${show(sla.value)}${sla.unit ? ` ${show(sla.unit)}` : ''}`;
    const refuse = (why: string) => {
      unmapped.add(path, said, why);
      return [];
    };
    if (!AGE.has(property.toLowerCase())) return refuse('no check judges this agreement');
    const element = textOf(sla.element) ?? textOf(contract.slaDefaultElement);
    const [, owner, name] = /^(?:(.*)\.)?([^.]+)$/.exec(element ?? '') ?? [];
    if (owner !== undefined && !tables.includes(owner.split('.').at(-1) as string))
      return refuse(`it is of another table: ${show(element)}`);
    const column = name === undefined ? undefined : columnOf(name);
    const type = columns.find((known) => known.name === column)?.column.type;
    if (column === undefined || (type !== 'date' && type !== 'timestamp'))
      return refuse(`it names no time column of the table${element ? `: ${show(element)}` : ''}`);
    const unit = UNITS.find(([pattern]) => pattern.test(String(sla.unit ?? 'd')));
    const value = Number(sla.value);
    if (!unit || !(value > 0)) return refuse('no duration');
    const [, letter, times] = unit;
    for (const key of Object.keys(sla))
      if (!READ.has(key) && sla[key] !== null)
        unmapped.add(`${path}.${key}`, show(sla[key]), 'said beside the agreement: a check holds no such thing');
    return [
      {
        path,
        check: {
          check: 'freshness',
          column,
          max_age: Number.isInteger(value * times) ? `${value * times}${letter}` : `${Math.ceil(value * times)}${letter}`,
        },
      },
    ];
  });
}
