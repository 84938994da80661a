import type { Persistence } from '../snapshot/drift-snapshot.ts';
import type { DriftFlag } from '../snapshot/parts.ts';

/** What an earlier run said of drift. `damaged`: it cannot be read, or is not what its manifest says. */
export type EarlierVerdict = Persistence['history'][number];

/**
 * The k-of-m rule: severe drift blocks where it was severe in at least `runs` of the last `of` runs, this one included. It may only
 * delay a block, and missing evidence never does: an earlier run that is not there, is damaged, or could not tell counts as severe.
 * @param history earlier runs, newest first; no more than of − 1 are looked at
 */
export function decidePersistence(
  raw: DriftFlag,
  history: readonly EarlierVerdict[],
  { runs, of }: { readonly runs: number; readonly of: number },
): Persistence {
  const seen = history.slice(0, of - 1);
  const calm = seen.filter(({ verdict }) => verdict === 'none' || verdict === 'moderate').length;
  const before = seen.filter(({ verdict }) => verdict === 'severe').length;
  const unknown = of - 1 - calm - before;
  const severe = before + (raw === 'severe' ? 1 : 0);
  return { runs, of, raw, history: [...seen], severe, unknown, blocks: raw === 'severe' && severe + unknown >= runs };
}
