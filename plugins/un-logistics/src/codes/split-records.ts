/** The records of a code list's CSV (RFC 4180; LF, CRLF or CR), blank lines left out. UTF-8, else Windows-1252 as UNECE writes it. */
export function* splitRecords(bytes: Uint8Array, delimiter = ','): Generator<string[]> {
  const text = decode(bytes);
  let cells: string[] = [];
  for (let at = 0; at < text.length; ) {
    let cell: string;
    if (text[at] === '"') {
      let end = text.indexOf('"', at + 1);
      while (end >= 0 && text[end + 1] === '"') end = text.indexOf('"', end + 2);
      if (end < 0) end = text.length;
      cell = text.slice(at + 1, end).replaceAll('""', '"');
      at = endOfCell(text, end, delimiter);
    } else {
      const end = endOfCell(text, at, delimiter);
      cell = text.slice(at, end);
      at = end;
    }
    cells.push(cell.trim());
    if (text[at] === delimiter) {
      at++;
      if (at < text.length) continue;
      cells.push('');
    }
    if (text[at] === '\r' && text[at + 1] === '\n') at++;
    at++;
    if (cells.length > 1 || cells[0] !== '') yield cells;
    cells = [];
  }
}

function endOfCell(text: string, from: number, delimiter: string): number {
  let end = from;
  while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') end++;
  return end;
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
