import { COUNTRY_ALIASES, COUNTRY_TABLE } from './country-table.ts';

export interface Country {
  readonly alpha2: string;
  readonly alpha3: string;
  readonly name: string;
}

let byKey: Map<string, Country> | undefined;

/** The country of a code of two or three letters, or of a name; accents, case and punctuation do not count. */
export function findCountry(text: string): Country | undefined {
  byKey ??= index(listCountries());
  return byKey.get(toKey(text));
}

export function listCountries(): Country[] {
  return COUNTRY_TABLE.trim()
    .split('\n')
    .map((line) => ({ alpha2: line.slice(0, 2), alpha3: line.slice(3, 6), name: line.slice(7) }));
}

function index(countries: readonly Country[]): Map<string, Country> {
  const keys = new Map<string, Country>();
  for (const country of countries) {
    const { alpha2, alpha3, name } = country;
    for (const key of [alpha2, alpha3, name, ...(COUNTRY_ALIASES[alpha2] ?? [])]) keys.set(toKey(key), country);
  }
  return keys;
}

function toKey(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
