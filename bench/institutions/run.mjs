// What the plugins find in the real files of their fields, beside what is known of them: one table. Never fails.
//   OADS_BENCH_DATA=DIR node scripts/run.mjs bench/institutions/run.mjs [DIR] [--only NAME]
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({ options: { only: { type: 'string', default: '' } }, allowPositionals: true });
const data = positionals[0] ?? process.env.OADS_BENCH_DATA;
if (!data || !existsSync(data)) {
  console.error(
    `${data ? `${data}: no such directory; ` : ''}name the directory of the real files (scms/, hxl/, flights/, cms/, …), or set OADS_BENCH_DATA`,
  );
  process.exit(2);
}

const modules = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.ts') && name !== 'fact.ts' && name.includes(values.only))
  .sort();
const rows = [];
const failures = [];
for (const name of modules) {
  const { facts } = await import(pathToFileURL(join(import.meta.dirname, name)).href);
  if (typeof facts !== 'function') continue;
  const part = name.slice(0, -'.ts'.length);
  try {
    for (const fact of await facts(data)) rows.push({ part, ...fact });
  } catch (error) {
    failures.push(`${part}: ${error instanceof Error ? error.message : error}`);
  }
}

const HEADING = { part: 'plugin', what: 'what', expected: 'expected', got: 'got', agrees: 'agrees' };
const shown = rows.map(({ agrees, ...row }) => ({ ...row, agrees: agrees ? 'yes' : 'NO' }));
const columns = Object.keys(HEADING);
const widths = columns.map((column) => Math.min(60, Math.max(...[HEADING, ...shown].map((row) => row[column].length))));
const print = (row) =>
  console.log(
    columns
      .map((column, index) => row[column].padEnd(widths[index]))
      .join('  ')
      .trimEnd(),
  );
print(HEADING);
console.log('-'.repeat(widths.reduce((sum, width) => sum + width + 2, -2)));
for (const row of shown) {
  print(row);
  if (row.note) for (const line of row.note.split('\n')) console.log(`    ${line}`);
}
console.log(`\n${rows.filter(({ agrees }) => agrees).length} of ${rows.length} agree, from ${modules.length} files of bench/institutions`);
for (const failure of failures) console.log(`could not be told: ${failure}`);
