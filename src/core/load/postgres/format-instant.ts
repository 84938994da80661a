import { ConfigError } from '../../errors.ts';

const INSTANT = /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?([Zz]|[+-]\d{2}:?\d{2})?$/;

/**
 * `2026-01-01T02:00:00.5+02:00` → `2026-01-01 00:00:00.500000`: UTC, as PostgreSQL reads it whatever its DateStyle.
 * Without a zone it is UTC; a date alone is its midnight. Digits beyond microseconds are cut.
 */
export function formatInstant(instant: string, option: string): string {
  const [, date, minutes = '00:00', seconds = '00', fraction = '', zone = 'Z'] = INSTANT.exec(instant) ?? [];
  const local = new Date(`${date}T${minutes}:${seconds}Z`);
  // JavaScript takes 30 February for 2 March: the day must survive.
  if (Number.isNaN(local.getTime()) || local.toISOString().slice(0, 10) !== date) throw notAnInstant(instant, option);
  const utc = new Date(local.getTime() - offsetMs(zone));
  const year = utc.getUTCFullYear();
  if (Number.isNaN(utc.getTime()) || year < 1 || year > 9999) throw notAnInstant(instant, option);
  return `${utc.toISOString().slice(0, 19).replace('T', ' ')}.${fraction.slice(0, 6).padEnd(6, '0')}`;
}

function offsetMs(zone: string): number {
  if (zone.toUpperCase() === 'Z') return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(-2))];
  if (minutes > 59) return Number.NaN;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

function notAnInstant(instant: string, option: string): ConfigError {
  return new ConfigError(
    'OADS_SOURCE_WINDOW',
    `expected \`${option}\` as an ISO 8601 instant like 2026-01-31T00:00:00Z, got ${JSON.stringify(instant)}`,
  );
}
