// What a package says of itself: name, version, licence as SPDX writes it, and the texts of its licence.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** That of a part of Polars. It says `SEE LICENSE IN LICENSE` and ships no such file. */
const OF_POLARS = {
  spdx: 'MIT',
  where: 'in the file LICENSE of nodejs-polars, of which it is a part (https://github.com/pola-rs/nodejs-polars)',
};
/** Where a package names its licence in words of its own, looked up by hand. */
const NAMED_BY_HAND = {
  'nodejs-polars-linux-x64-gnu': OF_POLARS,
  'nodejs-polars-linux-arm64-gnu': OF_POLARS,
  // Says [{"type": "Apache 2.0"}].
  'qrcode-terminal': { spdx: 'Apache-2.0', where: 'in its file LICENSE' },
};
const EXPRESSION = /^\(?[A-Za-z0-9.+-]+(?: (?:OR|AND|WITH) [A-Za-z0-9.+-]+)*\)?$/;

/** `directory` is absolute. Throws Error where the licence is not known. */
export function readPackage(directory) {
  const { name, version, license, author, homepage } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  const byHand = NAMED_BY_HAND[name];
  const spdx = byHand?.spdx ?? (typeof license === 'string' ? license : undefined);
  if (spdx === undefined || !EXPRESSION.test(spdx) || spdx === 'UNLICENSED') {
    throw new Error(
      `expected the licence of ${name}@${version} as SPDX writes it, got ${JSON.stringify(license)} (scripts/bom/read-package.mjs)`,
    );
  }
  return {
    name,
    version,
    license: spdx.replace(/^\((.*)\)$/, '$1'),
    // What it says itself, where that is not `license`.
    ...(byHand === undefined ? {} : { lookedUp: { says: JSON.stringify(license ?? null), where: byHand.where } }),
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
