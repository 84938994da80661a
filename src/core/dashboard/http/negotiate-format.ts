export type MetricsFormat = 'json' | 'openmetrics' | 'prometheus';

const TYPES: readonly (readonly [MetricsFormat, RegExp])[] = [
  ['json', /^(application\/(json|\*)|\*\/\*)$/],
  ['openmetrics', /^application\/openmetrics-text$/],
  ['prometheus', /^text\/plain$/],
];

/** The format that an Accept header wants most; JSON when it wants nothing in particular. RFC 9110, section 12.5.1. */
export function negotiateFormat(accept: string | undefined): MetricsFormat {
  let best: MetricsFormat = 'json';
  let bestQuality = 0;
  for (const item of (accept ?? '').split(',').slice(0, 50)) {
    const [type, ...parameters] = item.split(';').map((part) => part.trim().toLowerCase());
    const given = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    const quality = given === undefined ? 1 : Number(given);
    const format = TYPES.find(([, pattern]) => pattern.test(type))?.[0];
    if (format && quality > bestQuality) {
      best = format;
      bestQuality = quality;
    }
  }
  return best;
}
