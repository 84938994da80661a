// What is linked into Node, as `process.versions` names it, with the licences that Node's own LICENSE file gives.

/** Numbers of interfaces, and versions of data that another entry names. */
const NO_SOFTWARE = new Set(['node', 'modules', 'napi', 'unicode', 'cldr']);
const PARTS = {
  acorn: { license: 'MIT' },
  ada: { license: 'MIT OR Apache-2.0' },
  amaro: { license: 'MIT' },
  ares: { name: 'c-ares', license: 'MIT' },
  brotli: { license: 'MIT' },
  icu: { license: 'Unicode-3.0', cpe: 'unicode:international_components_for_unicode' },
  llhttp: { license: 'MIT' },
  merve: { license: 'MIT' },
  nbytes: { license: 'MIT' },
  ncrypto: { license: 'MIT' },
  nghttp2: { license: 'MIT', cpe: 'nghttp2:nghttp2' },
  nghttp3: { license: 'MIT' },
  ngtcp2: { license: 'MIT' },
  openssl: { license: 'Apache-2.0', cpe: 'openssl:openssl' },
  simdjson: { license: 'Apache-2.0' },
  simdutf: { license: 'MIT OR Apache-2.0' },
  sqlite: { license: 'blessing', cpe: 'sqlite:sqlite' },
  tz: { name: 'tzdata', license: 'LicenseRef-public-domain' },
  undici: { license: 'MIT', cpe: 'nodejs:undici' },
  uv: { name: 'libuv', license: 'MIT', cpe: 'libuv:libuv' },
  uvwasi: { license: 'MIT' },
  v8: { license: 'BSD-3-Clause' },
  zlib: { license: 'Zlib', cpe: 'zlib:zlib' },
  zstd: { license: 'BSD-3-Clause' },
};

/** `versions` is process.versions of that Node. Throws Error for a part whose licence is not known. */
export function listNodeParts(versions) {
  return Object.entries(versions)
    .filter(([key, version]) => !NO_SOFTWARE.has(key) && version !== '')
    .map(([key, version]) => {
      const part = PARTS[key];
      if (part === undefined)
        throw new Error(`expected the licence of Node's part ${key} ${version} in scripts/bom/node-parts.mjs, got none`);
      const { name = key, license, cpe } = part;
      return { name, version, license, purl: `pkg:generic/${name}@${encodeURIComponent(version)}`, cpe: cpe && makeCpe(cpe, version) };
    });
}

/** `product` is `vendor:product`. */
export function makeCpe(product, version) {
  return `cpe:2.3:a:${product}:${version.replaceAll(/[^A-Za-z0-9._-]/g, '\\$&')}:*:*:*:*:*:*:*`;
}
