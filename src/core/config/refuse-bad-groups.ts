import { findSimilar } from '../schema/find-similar.ts';
import type { Path } from './parse-yaml.ts';
import type { RawConfig } from './schema.ts';

type Refuse = (at: Path, message: string, hint?: string) => never;

/** What contradicts itself within `segments` and `season`, or the contract. */
export function refuseBadGroups(config: RawConfig, refuse: Refuse): void {
  refuseBadSegments(config, refuse);
  refuseBadSeason(config, refuse);
}

function refuseBadSegments({ segments, segment_limits: limits, contract }: RawConfig, refuse: Refuse): void {
  if (!segments) {
    if (limits) refuse(['segment_limits'], 'expected `segments` beside `segment_limits`, got nothing');
    return;
  }
  const isList = Array.isArray(segments[0]);
  const taken = new Map<string, number>();
  for (const [index, item] of segments.entries()) {
    if (Array.isArray(item) !== isList) {
      refuse(['segments', index], 'expected either columns or lists of columns, got both', 'write [[a], [b, c]] for several segmentations');
    }
    for (const [place, name] of [item].flat().entries()) {
      const at: Path = isList ? ['segments', index, place] : ['segments', index];
      if (contract && !Object.hasOwn(contract.columns, name)) refuse(at, describeUnknown(name, contract));
    }
    const key = JSON.stringify(isList ? [...(item as string[])].sort() : item);
    const first = taken.get(key);
    if (first !== undefined) refuse(['segments', index], `expected each once, got the same at ${first + 1} and ${index + 1}`);
    taken.set(key, index);
    if (isList && new Set(item).size < item.length) refuse(['segments', index], 'expected each column once, got one twice');
  }
}

function refuseBadSeason({ season, contract }: RawConfig, refuse: Refuse): void {
  if (!season) return;
  const { column, by, bucket_hours: hours, columns = [] } = season;
  if (column !== undefined && !by) refuse(['season'], 'expected `by` beside `column`, got nothing', 'write by: [weekday, hour]');
  if (column === undefined && by) refuse(['season'], 'expected `column` beside `by`, got nothing', 'name the time column');
  if (column === undefined && columns.length === 0) refuse(['season'], 'expected `column` with `by`, or `columns`, got neither');
  if (by && new Set(by).size < by.length) refuse(['season', 'by'], 'expected each part of the time once, got one twice');
  if (hours !== undefined && !by?.includes('hour'))
    refuse(['season', 'bucket_hours'], 'expected `hour` in `by`, got nothing that has hours');
  if (new Set(columns).size < columns.length) refuse(['season', 'columns'], 'expected each column once, got one twice');
  if (!contract) return;
  const type = column === undefined ? undefined : contract.columns[column]?.type;
  if (column !== undefined && type !== 'timestamp' && type !== 'date')
    refuse(
      ['season', 'column'],
      type ? `expected a date or timestamp column of the contract, got ${type} "${column}"` : describeUnknown(column, contract),
    );
  for (const [index, name] of columns.entries())
    if (!Object.hasOwn(contract.columns, name)) refuse(['season', 'columns', index], describeUnknown(name, contract));
}

function describeUnknown(name: string, { columns }: NonNullable<RawConfig['contract']>): string {
  const near = findSimilar(name, Object.keys(columns));
  return `expected a column of the contract, got "${name}"${near === undefined ? '' : ` (did you mean "${near}"?)`}`;
}
