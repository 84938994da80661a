// What a package says of itself: name, version, licence as SPDX writes it, and the texts of its licence.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where a package names its licence in words of its own, looked up by hand: name → SPDX. */
const NAMED_BY_HAND = {
  // Says `SEE LICENSE IN LICENSE` and ships no such file; that of nodejs-polars, of which it is a part, is the MIT License.
  'nodejs-polars-linux-x64-gnu': 'MIT',
  'nodejs-polars-linux-arm64-gnu': 'MIT',
  // Says [{"type": "Apache 2.0"}].
  'qrcode-terminal': 'Apache-2.0',
};
const EXPRESSION = /^\(?[A-Za-z0-9.+-]+(?: (?:OR|AND|WITH) [A-Za-z0-9.+-]+)*\)?$/;

/** `directory` is absolute. Throws Error where the licence is not known. */
export function readPackage(directory) {
  const { name, version, license, author, homepage } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  const spdx = NAMED_BY_HAND[name] ?? (typeof license === 'string' ? license : undefined);
  if (spdx === undefined || !EXPRESSION.test(spdx) || spdx === 'UNLICENSED') {
    throw new Error(
      `expected the licence of ${name}@${version} as SPDX writes it, got ${JSON.stringify(license)} (scripts/bom/read-package.mjs)`,
    );
  }
  return {
    name,
    version,
    license: spdx.replace(/^\((.*)\)$/, '$1'),
    author: typeof author === 'string' ? author : author?.name,
    homepage: typeof homepage === 'string' ? homepage : undefined,
    texts: readTexts(directory),
  };
}

/** Of LICENSE, COPYING and NOTICE with any ending, trimmed, without the spaces that end lines. */
function readTexts(directory) {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /^(?:licen[cs]e|notice|copying)(?:[.-]|$)/i.test(entry.name) && !/\.(?:js|json)$/.test(entry.name))
    .map(({ name }) => name)
    .sort()
    .map((name) =>
      readFileSync(join(directory, name), 'utf8')
        .replaceAll('\r\n', '\n')
        .replaceAll(/[ \t]+$/gm, '')
        .trim(),
    )
    .filter((text) => text !== '');
}
