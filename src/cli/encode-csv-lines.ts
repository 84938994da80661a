export type CsvValue = string | number | boolean | null;

/** RFC 4180: CRLF behind each line, a field in quotes where it must be; null is an empty field. */
export function encodeCsvLines(header: readonly string[], rows: readonly (readonly CsvValue[])[]): string {
  return [header, ...rows].map((row) => `${row.map(encodeField).join(',')}\r\n`).join('');
}

function encodeField(value: CsvValue): string {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
