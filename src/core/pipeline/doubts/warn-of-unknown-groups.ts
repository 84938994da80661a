import type { Config } from '../../config/defaults.ts';
import type { Schema } from '../../frame/types.ts';
import { columnsOf } from '../../profile/groups/grouping.ts';
import { findSimilar } from '../../schema/find-similar.ts';
import type { Effects } from '../effects.ts';
import { seasonGrouping, segmentGroupings } from '../groupings.ts';

/** What is to be judged apart, or compared in its season, and cannot be: with a contract, such columns are refused before, or broken. */
export function warnOfUnknownGroups(config: Config, schema: Schema, { warn }: Effects): void {
  if (config.contract.length > 0) return;
  const season = seasonGrouping(config);
  const named = [
    ...segmentGroupings(config).map((grouping) => ({ key: 'segments', columns: columnsOf(grouping) })),
    ...(season ? [{ key: 'season', columns: columnsOf(season) }] : []),
  ];
  const known = schema.map(({ name }) => name);
  const warnings = named.flatMap(({ key, columns }) =>
    columns
      .filter((name) => !known.includes(name))
      .map((name) => {
        const near = findSimilar(name, known);
        return `${key} names "${name}", a column that the source does not have: ${near === undefined ? 'is it misspelt?' : `did you mean "${near}"?`}`;
      }),
  );
  for (const warning of new Set(warnings)) warn(warning);
}
