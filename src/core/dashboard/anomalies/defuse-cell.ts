/** What a spreadsheet may take for the start of a formula, also behind spaces and signs that are not seen; full-width ones, too. */
const FORMULA = /^[\s\u0000-\u001f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*[=+\-@\uff0b\uff0d\uff1d\uff20]/;
const STARTS_ODD = /^[\t\r\n]/;
const PLAIN_NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i;
/** Where a spreadsheet of another locale, or without quotes, starts a cell within the text. */
const INNER = /([;\t\r\n])(?=[ \u00a0]*[=+\-@\uff0b\uff0d\uff1d\uff20])/g;

/**
 * A value as text that no spreadsheet takes for a formula (OWASP, CSV injection). Text that starts like one gets an apostrophe in front,
 * unless it is a plain number; so does what starts like one behind a semicolon, a tab or a line break. Numbers stay as they are.
 */
export function defuseCell(value: string | number | boolean | null): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const text = value.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '\ufffd').replace(INNER, "$1'");
  const isSafe = PLAIN_NUMBER.test(value) || !(FORMULA.test(value) || STARTS_ODD.test(value));
  return isSafe ? text : `'${text}`;
}
