/** The codes of one cell: `93A;15`, `64/72`, `93 15`. */
export function splitDelayCodes(cell: string): string[] {
  return cell
    .toUpperCase()
    .split(/[\s;,/]+/)
    .filter((code) => code !== '');
}
