import { defuseCell } from '../../schema/defuse-cell.ts';
import type { TopAnomaly } from '../../snapshot/inference-metrics.ts';
import type { TrustLevel } from '../../snapshot/parts.ts';
import type { Claims } from '../view/claims.ts';

type Cell = string | number | boolean | null;

const COLUMNS = ['rank', 'score', 'p_value', 'q_value', 'is_anomaly', 'reasons', 'trust_level'];

/** Rows as CSV (RFC 4180) for a spreadsheet: no text of it is taken for a formula. What is not claimed stays empty. */
export function writeAnomaliesCsv(
  rows: readonly TopAnomaly[],
  { keys, claims, level }: { keys: readonly string[]; claims: Pick<Claims, 'p_value' | 'q_value'>; level: TrustLevel | null },
): string {
  const line = (cells: readonly Cell[]) => `${cells.map((cell) => quote(defuseCell(cell))).join(',')}\r\n`;
  const body = rows.map((row) =>
    line([
      ...keys.map((name) => (Object.hasOwn(row.key, name) ? row.key[name] : null)),
      row.rank,
      row.score,
      claims.p_value ? row.p_value : null,
      claims.q_value ? row.q_value : null,
      row.is_anomaly,
      row.reasons.map(({ text }) => text).join('; '),
      level,
    ]),
  );
  return line([...nameColumns(keys), ...COLUMNS]) + body.join('');
}

/** As a query spells them: with a prefix where two columns would bear one name. */
function nameColumns(keys: readonly string[]): string[] {
  return keys.map((name) => (COLUMNS.includes(name) || name.startsWith('key:') ? `key:${name}` : name));
}

function quote(text: string): string {
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}
