import type { HostApi, LoadContext, SourceRecord } from '@oads/cli/plugin';
import { parseLumisection } from './parse-lumisection.ts';

/** What OMS calls the units of luminosity, each with what makes /pb of it. */
export const LUMINOSITY_UNITS: Readonly<Record<string, number>> = { '/fb': 1e3, '/pb': 1, '/nb': 1e-3, '/ub': 1e-6 };

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** An answer of the OMS API (`{data: [{attributes}]}`), or a list of attributes. Held as a whole: at most 64 MiB. */
export async function* readJson(
  api: HostApi,
  file: string,
  unit: string,
  { signal }: Pick<LoadContext, 'signal'>,
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
  for (const entry of entries) {
    if (!isObject(entry)) yield { problem: 'expected an object of attributes, got something else' };
    else yield parseLumisection(isObject(entry.attributes) ? entry.attributes : entry, LUMINOSITY_UNITS[unitOf(entry) ?? unit]);
  }
}

/** `meta.row.<attribute>.units`, such as `pb^{-1}`. */
function unitOf({ meta }: Record<string, unknown>): string | undefined {
  const row = isObject(meta) && isObject(meta.row) ? meta.row : {};
  const field = row.delivered_lumi_per_lumisection;
  const units = isObject(field) && typeof field.units === 'string' ? /^\s*([fpnu])b\s*\^\{?-1\}?\s*$/.exec(field.units.slice(0, 30)) : null;
  return units ? `/${units[1]}b` : undefined;
}
