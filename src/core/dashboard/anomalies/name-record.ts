import { keyOfRow, markKey, sha256Of } from '../../artifacts/acknowledge/acknowledgement-line.ts';
import type { TopAnomaly } from '../../snapshot/inference-metrics.ts';

/** What a row is, wherever it stands: its input, its key, and its place, since two rows may have the same key. A place alone means nothing across inputs. */
export function nameRecord(inputDigest: string, row: Pick<TopAnomaly, 'key' | 'row'>): string {
  return sha256Of(`${row.row} ${markKey(inputDigest, keyOfRow(row))}`).slice(0, 16);
}
