export const GS1_KEYS = ['sscc', 'gtin', 'gln'] as const;
export type Gs1Key = (typeof GS1_KEYS)[number];

const LENGTHS: Readonly<Record<Gs1Key, readonly number[]>> = { sscc: [18], gtin: [8, 12, 13, 14], gln: [13] };
/** GS1 application identifiers, in element strings such as `(00)…` and in Digital Links such as `https://id.gs1.org/00/…`. */
const IDENTIFIERS: Readonly<Record<string, Gs1Key>> = { '00': 'sscc', '01': 'gtin', '410': 'gln', '414': 'gln', '417': 'gln' };

/** GS1 General Specifications, 7.9.1: from the right, digits count 3 and 1 times in turn. `digits` are without the check digit. */
export function gs1CheckDigit(digits: string): number {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) sum += Number(digits[digits.length - 1 - index]) * (index % 2 === 0 ? 3 : 1);
  return (10 - (sum % 10)) % 10;
}

/**
 * What is wrong with a GS1 key: bare digits, an element string or a Digital Link, whose own identifier wins over `key`. An EPC URI
 * (`urn:epc:…`) holds no check digit: there is nothing to find.
 */
export function findGs1Fault(text: string, key: Gs1Key): string | undefined {
  const trimmed = text.trim();
  if (/^urn:epc:/i.test(trimmed)) return undefined;
  const [, identifier, linked] = /^(?:https?:\/\/[^?#]*\/|\()(0[01]|41[047])[/)](\d+)(?:\D.*)?$/i.exec(trimmed) ?? [];
  const kind = identifier === undefined ? key : IDENTIFIERS[identifier];
  const digits = linked ?? trimmed.replace(/[\s-]/g, '');
  if (!/^\d+$/.test(digits) || !LENGTHS[kind].includes(digits.length))
    return `expected ${kind.toUpperCase()} of ${LENGTHS[kind].join(', ')} digits`;
  const expected = gs1CheckDigit(digits.slice(0, -1));
  return expected === Number(digits.at(-1)) ? undefined : `expected the check digit ${expected}, got ${digits.at(-1)}`;
}
