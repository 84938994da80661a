import type { HostApi } from '@oads/cli/plugin';

/** `{"3": 1250.5}`: the label of a group of rows to its rate. Throws SourceError. */
export function parseRates(api: HostApi, text: string, file: string): ReadonlyMap<string, number> {
  const refuse = (got: string) =>
    new api.SourceError('OADS_SOURCE_FORMAT', `${file}: expected a JSON object of rates above 0, got ${got}`, {
      hint: 'write {"<prescale index>": <counts per unit of luminosity>, …}',
    });
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw refuse('what is no JSON');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw refuse(Array.isArray(parsed) ? 'a list' : typeof parsed);
  const rates = new Map<string, number>();
  for (const [label, rate] of Object.entries(parsed)) {
    if (typeof rate !== 'number' || !(rate > 0))
      throw refuse(`${JSON.stringify(rate)?.slice(0, 40)} for ${JSON.stringify(label.slice(0, 40))}`);
    rates.set(label, rate);
  }
  return rates;
}
