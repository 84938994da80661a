import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { constructFromEvents, EVENT_ID, type Event, getScalarValue, parseEvents, SCALAR_STYLE, YAMLException } from 'js-yaml';
import { ConfigError, systemCode } from '../errors.ts';
import { isSecretKey } from '../schema/secret-names.ts';

export type Path = readonly (string | number)[];

/** A parsed document that still knows where each value stands. */
export interface YamlDocument {
  readonly file: string;
  readonly value: unknown;
  /** Line and column (1-based) of the key or item at the path, or of its nearest ancestor that stands in the file. */
  locate(path: Path): { line: number; column: number };
  /** Whether the scalar at the path was written without quotes. */
  isPlain(path: Path): boolean;
}

const MAX_BYTES = 1_000_000;
/** With aliases filled in. */
const MAX_VALUES = 100_000;
const MAX_DEPTH = 100;

/** Reads one YAML document (YAML 1.2 core: dates stay text, `<<` is not merged). Throws ConfigError with file:line:col. */
export function readYaml(file: string): YamlDocument {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const why =
      { ENOENT: 'no such file', EISDIR: 'it is a directory', EACCES: 'permission denied' }[systemCode(error) ?? ''] ?? systemCode(error);
    throw new ConfigError('OADS_CONFIG_UNREADABLE', `expected a readable config file "${file}": ${why}`, {
      hint: 'name the config with -c FILE, set OADS_CONFIG, or put an oads.yaml into the current directory',
      cause: error,
    });
  }
  refuseOtherThanUtf8(bytes, file);
  return parseYaml(bytes.toString('utf8'), file);
}

/** Bytes of another encoding would become marks of replacement: a column or value with another name than was written. */
function refuseOtherThanUtf8(bytes: Buffer, file: string): void {
  if (isUtf8(bytes)) return;
  // A line feed stands for itself in UTF-8: the first line that is none by itself is the place.
  for (let line = 1, start = 0; start <= bytes.length; line++) {
    const feed = bytes.indexOf(10, start);
    const end = feed === -1 ? bytes.length : feed;
    if (!isUtf8(bytes.subarray(start, end))) {
      throw new ConfigError('OADS_CONFIG_SYNTAX', 'expected UTF-8, got bytes of another encoding', {
        file,
        line,
        column: 1,
        hint: 'save the file as UTF-8',
      });
    }
    start = end + 1;
  }
}

export function parseYaml(source: string, file: string): YamlDocument {
  if (source.length > MAX_BYTES) {
    throw new ConfigError('OADS_CONFIG_SYNTAX', `expected at most ${MAX_BYTES} characters, got ${source.length}`, { file });
  }
  const text = source.replace(/^\uFEFF/, '');
  try {
    const events = parseEvents(text, { filename: file, maxDepth: 50 });
    const documents = constructFromEvents(events, { source: text, filename: file, maxAliases: 100 });
    if (documents.length !== 1) {
      throw new ConfigError(
        'OADS_CONFIG_SYNTAX',
        `expected one YAML document, got ${documents.length === 0 ? 'an empty file' : documents.length}`,
        { file, ...toLineColumn(findLineStarts(text), secondDocument(events)) },
      );
    }
    const places = indexPlaces(events, text);
    const lineStarts = findLineStarts(text);
    const locate = (path: Path) => {
      for (let length = path.length; length >= 0; length--) {
        const place = places.get(placeKey(path.slice(0, length)));
        if (place) return toLineColumn(lineStarts, place.start);
      }
      return { line: 1, column: 1 };
    };
    refuseEndless(documents[0], (path, message) => {
      throw new ConfigError('OADS_CONFIG_SYNTAX', message, { file, ...locate(path) });
    });
    return {
      file,
      value: documents[0],
      locate,
      isPlain: (path) => isPlainAt(places, path),
    };
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const mark = error.mark;
    throw new ConfigError(
      'OADS_CONFIG_SYNTAX',
      `not valid YAML: ${describeReason(error.reason, text.split('\n')[mark?.line ?? -1] ?? '')}`,
      {
        file,
        ...(mark ? { line: mark.line + 1, column: mark.column + 1 } : {}),
        // Not the parser's error: it quotes the lines around, which may hold a secret.
      },
    );
  }
}

/** Some reasons quote what stands there: `token: *abc` is an alias that is not defined. */
function describeReason(reason: string, line: string): string {
  const keys = [...line.matchAll(/([\w.-]+)["']?\s*:/g)].map(([, key]) => key);
  return keys.some(isSecretKey) ? reason.replace(/\s*(?:"|!<|: ).*$/s, '') : reason;
}

/** Aliases share values: what is small in the file may be endless, or too much, for whoever walks it. */
function refuseEndless(root: unknown, refuse: (path: Path, message: string) => never): void {
  const within = new Set<object>();
  let values = 0;
  const walk = (value: unknown, path: (string | number)[]): void => {
    if (++values > MAX_VALUES) refuse(path, `expected at most ${MAX_VALUES} values once aliases are filled in, got more`);
    if (typeof value === 'string' && value.includes('\0')) refuse(path, 'expected text, got text with a NUL character');
    if (typeof value !== 'object' || value === null) return;
    if (within.has(value)) refuse(path, 'expected values that end, got an alias of a value within that value');
    if (path.length > MAX_DEPTH)
      refuse(path, `expected values nested at most ${MAX_DEPTH} levels deep once aliases are filled in, got more`);
    within.add(value);
    for (const [key, item] of Array.isArray(value) ? value.entries() : Object.entries(value)) {
      path.push(key);
      walk(item, path);
      path.pop();
    }
    within.delete(value);
  };
  walk(root, []);
}

/** Where the first value of a second document stands; 0 without one. */
function secondDocument(events: readonly Event[]): number {
  const [, second = events.length] = events.flatMap(({ type }, index) => (type === EVENT_ID.DOCUMENT ? [index] : []));
  const value = events[second + 1];
  if (value === undefined) return 0;
  if (value.type === EVENT_ID.SCALAR) return Math.max(0, value.valueStart);
  return value.type === EVENT_ID.MAPPING || value.type === EVENT_ID.SEQUENCE ? Math.max(0, value.start) : 0;
}

interface Place {
  start: number;
  plain: boolean;
  /** What an alias stands for. */
  target?: Path;
}

const placeKey = (path: Path): string => JSON.stringify(path);

/** Below an alias the values stand where its anchor does. */
function isPlainAt(places: ReadonlyMap<string, Place>, path: Path): boolean {
  for (let length = path.length; length >= 0; length--) {
    const place = places.get(placeKey(path.slice(0, length)));
    if (length === path.length && place && !place.target) return place.plain;
    if (place?.target) return isPlainAt(places, [...place.target, ...path.slice(length)]);
  }
  return false;
}

/** Walks the parser's events once and notes where the key (in a mapping) or the item (in a list) of each path starts. */
function indexPlaces(events: readonly Event[], source: string): Map<string, Place> {
  const places = new Map<string, Place>();
  interface Open {
    kind: 'mapping' | 'sequence' | 'document';
    path: Path;
    index: number;
    pendingKey?: { name: string; start: number };
  }
  const stack: Open[] = [];
  /** Where what each anchor names stands. */
  const anchors = new Map<string, Path>();
  const nameAnchor = ({ anchorStart, anchorEnd }: { anchorStart: number; anchorEnd: number }, path: Path) => {
    if (anchorStart >= 0) anchors.set(source.slice(anchorStart, anchorEnd), path);
  };

  const enter = (start: number, plain: boolean, target?: Path): Path => {
    const parent = stack.at(-1);
    if (!parent || parent.kind === 'document') {
      places.set(placeKey([]), { start, plain, target });
      return [];
    }
    const key = parent.kind === 'sequence' ? parent.index++ : (parent.pendingKey?.name ?? '');
    const path = [...parent.path, key];
    // A value that was left out stands nowhere (-1): then the place of the list or mapping must do.
    if (parent.pendingKey || start >= 0) places.set(placeKey(path), { start: parent.pendingKey?.start ?? start, plain, target });
    parent.pendingKey = undefined;
    return path;
  };

  for (const event of events) {
    if (event.type === EVENT_ID.DOCUMENT) stack.push({ kind: 'document', path: [], index: 0 });
    else if (event.type === EVENT_ID.POP) stack.pop();
    else if (event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE) {
      const path = enter(event.start, false);
      nameAnchor(event, path);
      stack.push({ kind: event.type === EVENT_ID.MAPPING ? 'mapping' : 'sequence', path, index: 0 });
    } else if (event.type === EVENT_ID.ALIAS)
      enter(event.anchorStart - 1, false, anchors.get(source.slice(event.anchorStart, event.anchorEnd)));
    else {
      const parent = stack.at(-1);
      const plain = event.style === SCALAR_STYLE.PLAIN;
      const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
      const start = event.valueStart - (quoted ? 1 : 0);
      if (parent?.kind === 'mapping' && !parent.pendingKey) parent.pendingKey = { name: getScalarValue(source, event), start };
      else nameAnchor(event, enter(start, plain));
    }
  }
  return places;
}

function findLineStarts(text: string): number[] {
  const starts = [0];
  for (let index = text.indexOf('\n'); index !== -1; index = text.indexOf('\n', index + 1)) starts.push(index + 1);
  return starts;
}

function toLineColumn(lineStarts: readonly number[], offset: number): { line: number; column: number } {
  let line = 0;
  while (line + 1 < lineStarts.length && lineStarts[line + 1] <= offset) line++;
  return { line: line + 1, column: Math.max(offset, 0) - lineStarts[line] + 1 };
}
