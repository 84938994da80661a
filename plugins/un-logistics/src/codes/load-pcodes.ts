import { splitRecords } from './split-records.ts';

export interface Pcode {
  /** 1 is the first level below the country. */
  readonly level: number | undefined;
  readonly name: string;
  readonly parent: string;
  /** ISO 3166 alpha-3. */
  readonly country: string;
}

export interface Pcodes {
  readonly size: number;
  has(code: string): boolean;
  get(code: string): Pcode | undefined;
}

const COLUMNS: Readonly<Record<'code' | 'country' | 'level' | 'name' | 'parent', readonly string[]>> = {
  code: ['pcode', 'code', 'admpcode'],
  country: ['location', 'iso3', 'country'],
  level: ['adminlevel', 'level'],
  name: ['name'],
  parent: ['parentpcode', 'parent'],
};

/**
 * The P-codes of OCHA's Common Operational Datasets, as in the table `global-pcodes.csv` that it publishes (`Location`, `Admin
 * Level`, `P-Code`, `Name`, `Parent P-Code`), or in any CSV with a column `P-Code`. A row of HXL tags below the header is passed
 * over. Codes are compared as they are, leading zeros and all, but for case. Throws Error where there is no such column.
 */
export function loadPcodes(bytes: Uint8Array): Pcodes {
  const codes = new Map<string, Pcode>();
  let at: Record<keyof typeof COLUMNS, number> | undefined;
  for (const record of splitRecords(bytes)) {
    if (!at) {
      at = locate(record);
      continue;
    }
    const code = toKey(record[at.code] ?? '');
    if (code === '' || code.startsWith('#')) continue;
    const level = record[at.level] ?? '';
    codes.set(code, {
      level: /^\d$/.test(level) ? Number(level) : undefined,
      name: record[at.name] ?? '',
      parent: record[at.parent] ?? '',
      country: record[at.country] ?? '',
    });
  }
  if (codes.size === 0) throw new Error('expected a list of P-codes, got none below the header');
  return { size: codes.size, has: (code) => codes.has(toKey(code)), get: (code) => codes.get(toKey(code)) };
}

function locate(header: readonly string[]): Record<keyof typeof COLUMNS, number> {
  const names = header.map((name) => name.toLowerCase().replace(/[^a-z0-9]/g, ''));
  const find = (known: readonly string[]) => names.findIndex((name) => known.includes(name));
  const [code, country, level, name, parent] = [COLUMNS.code, COLUMNS.country, COLUMNS.level, COLUMNS.name, COLUMNS.parent].map(find);
  if (code < 0) {
    // A quote left open makes one cell of many lines.
    const got = header.slice(0, 8).join(', ').replace(/\s+/g, ' ').slice(0, 200);
    throw new Error(`expected a column "P-Code" in the list of P-codes, got ${got}`);
  }
  return { code, country, level, name, parent };
}

function toKey(code: string): string {
  return code.trim().toUpperCase();
}
