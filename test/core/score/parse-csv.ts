/** A reader of RFC 4180 by the letter, to hold the writer against: rows of fields; LF or CRLF. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  let at = 0;
  while (at < text.length) {
    let field = '';
    if (text[at] === '"') {
      at++;
      while (text[at] !== '"' || text[at + 1] === '"') {
        if (at >= text.length) throw new Error('a quoted field does not end');
        field += text[at];
        at += text[at] === '"' ? 2 : 1;
      }
      at++;
    } else {
      while (at < text.length && !',\n\r'.includes(text[at])) {
        if (text[at] === '"') throw new Error(`a quote within a plain field at ${at}`);
        field += text[at++];
      }
    }
    (rows.at(-1) as string[]).push(field);
    if (text[at] === ',') {
      at++;
      if (at === text.length || text[at] === '\n') (rows.at(-1) as string[]).push('');
      if (text[at] !== '\n') continue;
    }
    if (text[at] === '\r') at++;
    if (at < text.length && text[at] !== '\n') throw new Error(`expected the end of a row at ${at}, got ${JSON.stringify(text[at])}`);
    at++;
    if (at < text.length) rows.push([]);
  }
  return rows;
}
