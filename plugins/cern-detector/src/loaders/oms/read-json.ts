import type { HostApi, LoadContext, SourceRecord } from '@oads/cli/plugin';
import { parseUnit } from './luminosity-units.ts';
import { parseLumisection } from './parse-lumisection.ts';

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** An answer of the OMS API (`{data: [{attributes}]}`), or a list of attributes. Held as a whole: at most 64 MiB. */
export async function* readJson(
  api: HostApi,
  file: string,
  scale: number,
  { signal, warn }: Pick<LoadContext, 'signal' | 'warn'>,
): AsyncGenerator<SourceRecord> {
  const text = (await api.files.readWhole(file, { signal })).toString('utf8');
  const refuse = (got: string) =>
    new api.SourceError('OADS_SOURCE_FORMAT', `${file}: expected JSON of OMS lumisections, got ${got}`, {
      hint: 'save the answer of the OMS API to a request for lumisections, or a list of their attributes',
    });
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw refuse(`what is no JSON (${(error instanceof Error ? error.message : '').replace(/\s+/g, ' ').slice(0, 120)})`);
  }
  const entries = isObject(parsed) ? parsed.data : parsed;
  if (!Array.isArray(entries)) throw refuse(isObject(parsed) ? 'an object without a list `data`' : typeof parsed);
  if (isObject(parsed)) warnOfPages(file, parsed, entries.length, warn);
  for (const entry of entries) {
    if (!isObject(entry)) yield { problem: 'expected an object of attributes, got something else' };
    else yield parseLumisection(isObject(entry.attributes) ? entry.attributes : entry, (attribute) => scaleOf(entry, attribute, scale));
  }
}

/** By `meta.row.<attribute>.units`, such as `pb^{-1}`; a text that is no known unit is given back. */
function scaleOf({ meta }: Record<string, unknown>, attribute: string, scale: number): number | string {
  const field = isObject(meta) && isObject(meta.row) ? meta.row[attribute] : undefined;
  const units = isObject(field) ? field.units : undefined;
  if (units === undefined || units === null || units === '') return scale;
  return typeof units === 'string' ? (parseUnit(units) ?? units) : 'no text';
}

/** The API gives long answers in pages: `links.next`, and `meta.totalResourceCount` of all. */
function warnOfPages(file: string, { links, meta }: Record<string, unknown>, rows: number, warn: (message: string) => void): void {
  const total = isObject(meta) ? meta.totalResourceCount : undefined;
  const hasNext = isObject(links) && typeof links.next === 'string' && links.next !== '';
  if (!hasNext && !(typeof total === 'number' && total > rows)) return;
  const whole = typeof total === 'number' && total > rows ? ` of ${total}` : '';
  warn(`${file}: one page of a longer answer: ${rows} lumisections${whole}; save the other pages too, or ask for larger ones`);
}
