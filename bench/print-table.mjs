/** Rows of text under a heading, in aligned columns: the first to the left, the others to the right. */
export function printTable(title, heading, rows) {
  const widths = heading.map((_, column) => Math.max(...[heading, ...rows].map((row) => row[column].length)));
  const line = (row) => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join('  ');
  console.log(`\n${title}\n${line(heading).trimEnd()}\n${'-'.repeat(line(heading).length)}`);
  for (const row of rows) console.log(line(row).trimEnd());
}

export function showNumber(value, decimals) {
  if (value === undefined || Number.isNaN(value)) return '-';
  return value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[(sorted.length - 1) >> 1];
}
