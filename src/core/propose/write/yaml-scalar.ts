/** Plain in any place: no word that YAML takes for something else, no sign that means something to it. */
const PLAIN = /^[A-Za-z_][A-Za-z0-9_./-]*(?: [A-Za-z0-9_./-]+)*$/;
/** `7d` */
const DURATION = /^[1-9][0-9]*(?:ms|s|m|h|d|w)$/;
const WORDS = /^(?:true|false|null|yes|no|on|off|y|n|nan|inf)$/i;
const PLAIN_KEY = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** A value on one line of YAML 1.2, as it reads back: `$` is doubled unless the text is a reference to a variable. */
export function writeScalar(value: unknown, isReference = false): string {
  if (typeof value === 'number') return Object.is(value, -0) ? '0' : String(value);
  if (typeof value === 'boolean' || value === null) return String(value);
  const text = String(value);
  return writeText(isReference ? text : text.replaceAll('$', '$$$$'));
}

/** Keys are not looked at for variables. */
export function writeKey(name: string): string {
  return PLAIN_KEY.test(name) && !WORDS.test(name) ? name : quote(name);
}

/** `{check: range, column: delay, min: 0}`, `[a, b]` */
export function writeFlow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(writeFlow).join(', ')}]`;
  if (value === null || typeof value !== 'object') return writeScalar(value);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return `{${entries.map(([key, item]) => `${writeKey(key)}: ${writeFlow(item)}`).join(', ')}}`;
}

function writeText(text: string): string {
  return (PLAIN.test(text) && !WORDS.test(text)) || DURATION.test(text) ? text : quote(text);
}

/** JSON's quotes are YAML's double ones; what YAML does not print is escaped, too. */
function quote(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** One line for people behind a `#`: nothing in it ends the line, or hides what stands there. */
export function writeComment(text: string): string {
  return `# ${text
    .replaceAll(/[\p{C}\u2028\u2029]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()}`;
}
