/** ISO 8601 → ms since the epoch; null when it is no instant. Without a zone it is UTC, as everything in oads. */
export function parseInstantMs(text: string | null): number | null {
  if (text === null) return null;
  const iso = text.trim().replace(' ', 'T');
  const zoned = /T/.test(iso) && !/(Z|[+-][0-9]{2}:?[0-9]{2})$/i.test(iso) ? `${iso}Z` : iso;
  const ms = Date.parse(zoned);
  return Number.isFinite(ms) ? ms : null;
}

/** Seconds from the instant to now, to 1 ms; negative when it lies ahead of the clock; null when unknown. */
export function ageSeconds(instant: string | null, now: Date): number | null {
  const ms = parseInstantMs(instant);
  return ms === null ? null : (now.getTime() - ms) / 1000;
}
