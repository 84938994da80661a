import type { Path } from './parse-yaml.ts';
import type { ColumnsConfig } from './schema.ts';

/** As short a key as this can be guessed no more. */
const SHORTEST_KEY = 16;

/** What contradicts itself within `columns`. The key is never part of a message. */
export function refuseBadColumns(columns: ColumnsConfig | undefined, refuse: (at: Path, message: string, hint?: string) => never): void {
  if (!columns) return;
  const { keep, drop = [], mask = [], mask_key: key } = columns;
  for (const [list, names] of Object.entries({ keep: keep ?? [], drop, mask })) {
    const twice = names.findIndex((name, index) => names.indexOf(name) < index);
    if (twice >= 0) refuse(['columns', list, twice], `expected each column once, got "${names[twice]}" twice`);
  }
  if (keep && drop.length > 0) {
    refuse(['columns', 'drop'], 'expected either `keep` or `drop`, got both', '`keep` alone leaves out everything that it does not name');
  }
  for (const [index, name] of mask.entries()) {
    if (drop.includes(name) || (keep && !keep.includes(name)))
      refuse(['columns', 'mask', index], `expected a column that is read, got "${name}", which is left out`);
  }
  const hint = 'set a variable to at least 16 random characters, and write `mask_key: ${OADS_MASK_KEY}`';
  if (mask.length > 0 && key === undefined) refuse(['columns', 'mask'], 'expected `mask_key` beside `mask`, got nothing', hint);
  if (mask.length === 0 && key !== undefined) refuse(['columns', 'mask_key'], 'expected `mask` beside `mask_key`, got nothing');
  if (key !== undefined && key.length < SHORTEST_KEY)
    refuse(['columns', 'mask_key'], `expected at least ${SHORTEST_KEY} characters, got ${key.length}`, hint);
}
