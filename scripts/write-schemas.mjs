// Writes the generated JSON Schemas: config/oads.schema.json for editors, and those of the artifacts. `--check` only compares.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publishedSchemas } from '../dist/schemas.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stale = [];
for (const [name, schema] of Object.entries(publishedSchemas())) {
  const file = join(root, name);
  const text = `${JSON.stringify(schema, null, 2)}\n`;
  if (process.argv.includes('--check')) {
    let current = '';
    try {
      current = readFileSync(file, 'utf8');
    } catch {}
    if (current !== text) stale.push(name);
  } else {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    console.log(name);
  }
}
if (stale.length > 0) {
  console.error(`stale: ${stale.join(', ')}; run \`npm run schemas\``);
  process.exitCode = 1;
}
