import type { Origin, Setting } from '../../core/pipeline/settings/list-settings.ts';

type Path = Setting['path'];
interface Line {
  readonly text: string;
  readonly remark: string;
}

/** Comments stand no further to the right than this: one long value does not push all of them out of sight. */
const FURTHEST = 56;

/** The settings as YAML: a key a line, those without a value as comments, where each value comes from behind it. */
export function renderSettings(settings: readonly Setting[], { origin }: { origin: boolean }): string {
  const lines: Line[] = [];
  let open: Path = [];
  for (const { path, value, note, origin: from } of settings) {
    const shared = commonStart(open, path);
    // What is a comment opens nothing: an object without any value would become null.
    const first = value === undefined ? path.length - 1 : Math.max(shared, 0);
    for (let depth = first; depth < path.length - 1; depth++) {
      if (typeof path[depth] === 'number') continue;
      lines.push({ text: `${indentOf(path, depth, open)}${keyOf(path[depth])}:`, remark: '' });
    }
    const remark = [origin ? describeOrigin(from) : '', value === undefined ? '' : (note ?? '')]
      .filter(Boolean)
      .map(escapeUnseen)
      .join(', ');
    const key = keyOf(path.at(-1) as string | number);
    if (value === undefined) lines.push({ text: `${'  '.repeat(depthOf(path))}# ${key}: ${escapeUnseen(note ?? '')}`, remark: '' });
    else lines.push({ text: `${indentOf(path, path.length - 1, open)}${key}: ${toYaml(value)}`, remark });
    if (value !== undefined) open = path;
  }
  const column = Math.min(FURTHEST, Math.max(...lines.filter(({ remark }) => remark).map(({ text }) => text.length)));
  return lines.map(({ text, remark }) => (remark ? `${text.padEnd(column)}  # ${remark}` : text)).join('\n');
}

export function describeOrigin(origin: Origin): string {
  if (origin.kind === 'default') return 'default';
  if (origin.kind === 'flag') return origin.name;
  const place = `${origin.file}:${origin.line}`;
  return origin.kind === 'file' ? place : `${origin.names.map((name) => `$${name}`).join(', ')} at ${place}`;
}

function commonStart(a: Path, b: Path): number {
  const differs = b.findIndex((key, index) => a[index] !== key);
  return differs < 0 ? b.length : differs;
}

/** An item of a list is one level with its dash. */
function depthOf(path: Path): number {
  return path.length - 1;
}

/** The first key of an item carries the dash of its list. */
function indentOf(path: Path, depth: number, open: Path): string {
  const isItem = depth > 0 && typeof path[depth - 1] === 'number';
  const isFirst = isItem && commonStart(open, path) < depth;
  return isFirst ? `${'  '.repeat(depth - 1)}- ` : '  '.repeat(depth);
}

function keyOf(key: string | number): string {
  return writeText(String(key));
}

const PLAIN = /^[A-Za-z0-9_/.][\w/.-]*(?:[ ][\w/.()<>=-]+)*$/;
/** What YAML, of one version or another, takes for something else than text. */
const RESERVED = /^(?:true|false|null|yes|no|on|off|y|n|\.+|[-+]?\.(?:inf|nan)|0[xob].*|[-+]?[.0-9][-+.0-9e_]*)$/i;
/** What a terminal would obey, or nobody would see. */
const UNSEEN = /[\p{C}\u2028\u2029]/gu;

/** As the config's reader takes it: `$` is doubled where it would begin a reference. */
function toYaml(value: unknown): string {
  if (typeof value === 'string') return writeText(value.replaceAll(/\$(?=[${])/g, '$$$$'));
  if (Array.isArray(value)) return `[${value.map(toYaml).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([key, item]) => `${keyOf(key)}: ${toYaml(item)}`)
      .join(', ')}}`;
  return String(value);
}

function writeText(text: string): string {
  return PLAIN.test(text) && !RESERVED.test(text) ? text : escapeUnseen(JSON.stringify(text));
}

/** By the escapes of YAML's double quotes. */
function escapeUnseen(text: string): string {
  return text.replaceAll(UNSEEN, (sign) => {
    const code = sign.codePointAt(0) as number;
    const [letter, width] = code <= 0xff ? ['x', 2] : code <= 0xffff ? ['u', 4] : ['U', 8];
    return `\\${letter}${code.toString(16).toUpperCase().padStart(Number(width), '0')}`;
  });
}
