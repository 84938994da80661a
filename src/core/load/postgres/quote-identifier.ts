import { ConfigError } from '../../errors.ts';

/** `my"col` → `"my""col"`: the name exactly as written, whatever its case or words. */
export function quoteIdentifier(name: string): string {
  if (name === '' || name.includes('\0')) throw new ConfigError('OADS_SOURCE_NAME', `expected a name, got ${JSON.stringify(name)}`);
  return `"${name.replaceAll('"', '""')}"`;
}

/** `flights`, `ops.flights` or, for names with dots, `ops."flights.2026"` → quoted for SQL. */
export function quoteTable(table: string): string {
  const parts = table.match(/^(?:"((?:[^"]|"")+)"|([^".]+))(?:\.(?:"((?:[^"]|"")+)"|([^".]+)))?$/);
  if (!parts) {
    throw new ConfigError('OADS_SOURCE_NAME', `expected \`table\` as a name or schema.name, got ${JSON.stringify(table)}`, {
      hint: 'put a name with a dot or a quote in double quotes: ops."flights.2026"',
    });
  }
  const [, quotedFirst, first, quotedSecond, second] = parts;
  const names = [quotedFirst?.replaceAll('""', '"') ?? first, quotedSecond?.replaceAll('""', '"') ?? second];
  return names
    .filter((name) => name !== undefined)
    .map(quoteIdentifier)
    .join('.');
}
