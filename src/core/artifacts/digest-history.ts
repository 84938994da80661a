import { createHash } from 'node:crypto';
import type { Persistence } from '../snapshot/drift-snapshot.ts';

/** What stands in a run's identity for the earlier runs that a rule read: sha256 over their ids and verdicts, in the order read. */
export function digestHistory(history: Persistence['history']): string {
  return createHash('sha256')
    .update(JSON.stringify(history.map(({ run_id, verdict }) => [run_id, verdict])))
    .digest('hex');
}
