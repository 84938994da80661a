/** `2.1 % (21 of 1,000)`. */
export function formatRate(hits: number, rows: number): string {
  return rows === 0 ? 'no rows' : `${formatShare(hits / rows)} (${formatCount(hits)} of ${formatCount(rows)})`;
}

export function formatShare(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}

export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}
