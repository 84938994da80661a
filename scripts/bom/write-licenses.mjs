// The licences of all packages that oads carries, as one file: equal texts once.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPackage } from './read-package.mjs';
import { standardText } from './standard-texts.mjs';

const RULE = '-'.repeat(100);

/** Of what is bundled: `packages` as notePackages gives them. */
export function writeLicenses(root, path, packages) {
  const directories = [...new Set(Object.values(packages).flat())];
  writeFileSync(path, makeLicenses(directories.map((directory) => readPackage(join(root, directory)))));
}

/** `found` are what readPackage gives; `others` are texts with a heading, `{heading, text}`. */
export function makeLicenses(found, others = []) {
  const byText = new Map();
  for (const one of found) {
    const text = one.texts.length > 0 ? one.texts.join(`\n\n`) : standardText(one.license, one);
    const line = `${one.name} ${one.version} (${one.license})`;
    byText.set(text, new Set([...(byText.get(text) ?? []), line]));
  }
  const parts = [...byText].map(([text, lines]) => ({ heading: [...lines].sort().join('\n'), text }));
  parts.sort((a, b) => (a.heading < b.heading ? -1 : 1));
  const intro =
    'oads carries the software below, whole or in part, each under its own licence. That of oads itself is in the file LICENSE.';
  return `${[intro, ...[...parts, ...others].map(({ heading, text }) => `${RULE}\n${heading}\n${RULE}\n\n${text}`)].join('\n\n')}\n`;
}
