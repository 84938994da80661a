// Writes what is generated from the code: config/oads.schema.json for editors, the JSON Schemas of the artifacts, and the tables of
// docs/trust.md. `--check` only compares.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeLadder, publishedSchemas } from '../dist/schemas.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stale = [];
const generated = Object.entries(publishedSchemas()).map(([name, schema]) => [name, `${JSON.stringify(schema, null, 2)}\n`]);
for (const [name, text] of [...generated, ['docs/trust.md', writeLadder('docs/trust.md')]]) {
  const file = join(root, name);
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

/** The page with what lies between its two marks written anew. */
function writeLadder(name) {
  const page = readFileSync(join(root, name), 'utf8');
  const [start, end] = ['<!-- ladder: generated, see scripts/write-schemas.mjs -->\n', '\n<!-- end of the ladder -->'];
  const [from, to] = [page.indexOf(start), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${name} lacks the marks around the ladder`);
  return `${page.slice(0, from)}${start}\n${describeLadder()}\n${page.slice(to)}`;
}
