const INSTANT = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:\d\d)$/;

/** Microseconds since 1970 of an ISO 8601 instant with its offset, as EPCIS requires it; undefined for what is none. */
export function readInstant(text: string): number | undefined {
  const match = INSTANT.exec(text.trim());
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0));
  if (hour > 24 || minute > 59 || second > 59 || (hour === 24 && minute + second > 0)) return undefined;
  // Date.UTC takes the year 50 for 1950.
  const date = new Date(0);
  const midnight = date.setUTCFullYear(year, month - 1, day);
  if (year < 1 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  const offset = readOffset(match[8]);
  if (offset === undefined) return undefined;
  const micros = Number((match[7] ?? '').slice(0, 6).padEnd(6, '0'));
  return (midnight + ((hour * 60 + minute - offset) * 60 + second) * 1000) * 1000 + micros;
}

/** Minutes; undefined beyond 14 hours, which no place has. */
function readOffset(text: string): number | undefined {
  if (text === 'Z') return 0;
  const [hours, minutes] = text.slice(1).split(':').map(Number);
  if (minutes > 59 || hours * 60 + minutes > 14 * 60) return undefined;
  return (hours * 60 + minutes) * (text.startsWith('-') ? -1 : 1);
}
