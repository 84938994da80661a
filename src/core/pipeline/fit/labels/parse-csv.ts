/** Records of RFC 4180 text, with the line that each begins on. Lines may end in LF alone. undefined: a quote is never closed. */
export function parseCsv(text: string): { line: number; cells: string[] }[] | undefined {
  const records: { line: number; cells: string[] }[] = [];
  let line = 1;
  for (let at = 0; at < text.length; ) {
    const record = { line, cells: [] as string[] };
    for (;;) {
      let cell = '';
      if (text[at] === '"') {
        const start = at + 1;
        at = text.indexOf('"', start);
        while (at !== -1 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
        if (at === -1) return undefined;
        cell = text.slice(start, at++).replaceAll('""', '"');
      }
      const from = at;
      while (at < text.length && text[at] !== ',' && text[at] !== '\n') at++;
      cell += text.slice(from, at).replace(/\r$/, text[at] === ',' ? '\r' : '');
      record.cells.push(cell);
      if (text[at] === ',') {
        at++;
        continue;
      }
      break;
    }
    at++; // the newline
    line += 1 + record.cells.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
    if (record.cells.length > 1 || record.cells[0] !== '') records.push(record);
  }
  return records;
}
