const CELL = /\s*"((?:[^"]|"")*)"\s*(?=,|$)|[^,]*/y;

/** One line of CSV; a cell in quotes may hold commas, but no line end. */
export function splitCells(line: string): string[] {
  const cells: string[] = [];
  for (CELL.lastIndex = 0; ; CELL.lastIndex++) {
    const [text, quoted] = CELL.exec(line) as RegExpExecArray;
    cells.push(quoted === undefined ? text : quoted.replaceAll('""', '"'));
    // Behind each cell is a comma or the end.
    if (CELL.lastIndex >= line.length) return cells;
  }
}
