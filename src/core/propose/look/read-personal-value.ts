import { FIRST_NAMES } from './first-names.ts';

export type PersonalKind = 'email' | 'phone' | 'card' | 'ip' | 'firstName' | 'person';

const EMAIL = /[^\s@<>,;]{1,64}@[^\s@<>,;]{1,250}\.[A-Za-z]{2,}/;
/** `+49 170 1234567`, `0170 1234567`, `(555) 123-4567`: no number without a sign of a telephone. */
const PHONE =
  /(?<![\w.+])(?:(?:\+|00)\d[\d ()/.-]{6,18}\d|0\d{2,4}[ /-]\d{5,8}|\(\d{3,5}\) ?\d{3,4}[ -]?\d{3,5}|\d{3}-\d{3}-\d{4})(?![\w])/;
const CARD = /^(?:\d{13,19}|\d{4}(?:[ -]\d{4}){2}[ -]\d{1,7}|\d{4}[ -]\d{6}[ -]\d{5})$/;
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?::\d{1,5})?$/;
/** A time of day has colons, too: all eight groups, or a gap. */
const IPV6 = /^(?=.*::|(?:[^:]+:){7})[0-9a-f:]{2,39}$/i;
const NAME = String.raw`\p{Lu}(?:['’]\p{Lu})?\p{Ll}+(?:-\p{Lu}\p{Ll}+)?`;
const INITIAL = String.raw`\p{Lu}\.`;
const BETWEEN = `(?: (?:${INITIAL}|${NAME}|van|von|de|der|den|la|di|da|dos|el|al|bin|ben))?`;
/** `Anna Bauer`, `Anna M. Bauer`, `A. Bauer`, `Doe, Jane` */
const PERSON = new RegExp(
  `^(?:(?:${NAME}|${INITIAL}(?: ?${INITIAL})?)${BETWEEN} ${NAME}|${INITIAL} ?${NAME}|${NAME}, ?(?:${NAME}|${INITIAL})(?: ${INITIAL})?)$`,
  'u',
);
/** So much of a long text is looked at. */
const LONGEST = 500;

/** What personal thing a value looks like, or holds; the surest one first. */
export function readPersonalValue(value: string): PersonalKind | undefined {
  const text = value.slice(0, LONGEST).trim();
  if (text.includes('@') && EMAIL.test(text)) return 'email';
  if (CARD.test(text) && isLuhn(text)) return 'card';
  if (IPV4.test(text) || IPV6.test(text)) return 'ip';
  if (PHONE.test(text)) return 'phone';
  if (text.split(/[^\p{L}\p{M}]+/u).some((word) => word.length > 1 && FIRST_NAMES.has(plain(word)))) return 'firstName';
  return text.length <= 60 && PERSON.test(text) ? 'person' : undefined;
}

/** ISO/IEC 7812-1, annex B: the check digit of a card number. */
export function isLuhn(text: string): boolean {
  const digits = [...text.replaceAll(/\D/g, '')].reverse().map(Number);
  const sum = digits.reduce((total, digit, index) => total + (index % 2 === 0 ? digit : digit > 4 ? 2 * digit - 9 : 2 * digit), 0);
  return digits.length >= 13 && sum > 0 && sum % 10 === 0;
}

function plain(word: string): string {
  return (/^[A-Za-z]+$/.test(word) ? word : word.normalize('NFKD').replaceAll(/\p{M}/gu, '')).toLowerCase();
}
