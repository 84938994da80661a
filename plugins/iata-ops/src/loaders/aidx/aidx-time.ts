const ISO = /^(\d{4}-\d\d-\d\dT\d\d:\d\d)(?::(\d\d)(?:\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?$/;
const DATE = /^\d{4}-\d\d-\d\d$/;
const DURATION = /^(-)?P(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,6})M)?(?:(\d{1,6})(?:\.\d{1,9})?S)?)?$/;

/** An XML dateTime as microseconds since 1970, whole seconds; one without a zone is UTC, as AIDX says. Undefined for anything else. */
export function readDateTime(text: string): number | undefined {
  const [, minute, second = '00', zone = 'Z'] = ISO.exec(text.trim()) ?? [];
  const millis = minute ? Date.parse(`${minute}:${second}${zone}`) : Number.NaN;
  // 31 February is not read as a day of March.
  if (Number.isNaN(millis) || readDate(minute.slice(0, 10)) === undefined) return undefined;
  return millis * 1000;
}

/** An XML date as the microseconds of its midnight. */
export function readDate(text: string): number | undefined {
  const day = text.trim();
  const millis = DATE.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(millis) || new Date(millis).toISOString().slice(0, 10) !== day ? undefined : millis * 1000;
}

/** `PT1H30M` in minutes; hhmm is accepted, too. */
export function readDurationMinutes(text: string): number | undefined {
  const given = text.trim();
  if (/^\d{4}$/.test(given)) return Number(given.slice(0, 2)) * 60 + Number(given.slice(2));
  const [whole, sign, days = 0, hours = 0, minutes = 0, seconds = 0] = DURATION.exec(given) ?? [];
  if (whole === undefined || /[PT]$/.test(given)) return undefined;
  const total = Number(days) * 1440 + Number(hours) * 60 + Number(minutes) + Number(seconds) / 60;
  return sign ? -total : total;
}
