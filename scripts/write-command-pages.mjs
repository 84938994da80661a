// Writes docs/commands: `npm run docs:commands`. A test compares them with the built commands.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeCommandPages } from './command-pages.mjs';

const directory = join(dirname(dirname(fileURLToPath(import.meta.url))), 'docs', 'commands');
const pages = makeCommandPages();
mkdirSync(directory, { recursive: true });
for (const name of readdirSync(directory)) if (!(name in pages)) rmSync(join(directory, name));
for (const [name, text] of Object.entries(pages)) writeFileSync(join(directory, name), text);
console.log(`${Object.keys(pages).length} pages in docs/commands`);
