import type { Path } from './parse-yaml.ts';
import type { RawConfig } from './schema.ts';

/** What contradicts itself within `holdout`, or with the window and the contract. */
export function refuseBadHoldout(
  { holdout, window, contract }: Pick<RawConfig, 'holdout' | 'window' | 'contract'>,
  refuse: (at: Path, message: string, hint?: string) => never,
): void {
  if (!holdout) return;
  const { column, at, row } = holdout;
  if (row !== undefined && (column !== undefined || at !== undefined)) {
    refuse(['holdout', 'row'], 'expected either `column` and `at`, or `row`, got both');
  }
  if (row === undefined && (column === undefined || at === undefined)) {
    refuse(['holdout', column === undefined ? 'at' : 'column'], 'expected `column` and `at` together, got one of them');
  }
  if (row !== undefined && window) {
    refuse(
      ['holdout', 'row'],
      'expected `column` and `at` beside a window, got a row number',
      'which row is the first one moves with the window',
    );
  }
  const type = column === undefined ? undefined : contract?.columns[column]?.type;
  if (type !== undefined && type !== 'date' && type !== 'timestamp') {
    refuse(['holdout', 'column'], `expected a date or timestamp column, got "${column}", which the contract calls ${type}`);
  }
}
