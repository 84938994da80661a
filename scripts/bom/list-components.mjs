// Everything that an executable carries, each with its version, licence and origin.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { listNodeParts, makeCpe } from './node-parts.mjs';
import { packageOf } from './note-packages.mjs';
import { readPackage } from './read-package.mjs';
import { OPAQUE } from './unlisted.mjs';

/**
 * Sorted by `purl`, each once. `parts` are the files as listFiles gives them, `node` is `{name, version, integrity, executable, versions}`
 * of the target. Each has `name`, `version`, `license`, `purl`, `sha512` (hex, of the package, where the lockfile has it), `places`, `parent`
 * (a purl), `isOpaque`, and `texts` of its licence. Throws Error where a licence is not known.
 */
export function listComponents(root, parts, node) {
  const { packages: locked } = readJson(join(root, 'package-lock.json'));
  const found = new Map();
  const add = (directory, at, place) => {
    const { author, homepage, ...read } = readPackage(directory);
    const purl = purlOf(read.name, read.version);
    const known = found.get(purl) ?? {
      ...read,
      author,
      homepage,
      purl,
      places: new Set(),
      parents: new Set(),
      isOpaque: OPAQUE.test(read.name),
    };
    known.sha512 ??= hexOf(locked[at]?.integrity);
    known.places.add(place);
    known.parents.add(at.startsWith('node_modules/npm/node_modules/') ? 'npm' : '');
    found.set(purl, known);
  };
  for (const [at, directory] of unpackedPackages(parts)) add(directory, at, at);
  for (const [file, list] of Object.entries(readJson(join(root, 'dist', 'packages.json')))) {
    for (const at of list) add(join(root, at), at, `dist/${file}`);
  }
  const npm = [...found.values()].find(({ name }) => name === 'npm');
  const packages = [...found.values()].map(({ places, parents, ...one }) => ({
    ...one,
    places: [...places].sort(),
    parent: parents.has('') ? undefined : npm?.purl,
  }));
  const runtime = describeNode(node);
  const linked = listNodeParts(node.versions).map((part) => ({ ...part, places: [], parent: runtime.purl, isOpaque: false, texts: [] }));
  return [...packages, runtime, ...linked].sort((a, b) => (a.purl < b.purl ? -1 : 1));
}

function describeNode({ name, version, integrity, executable, versions }) {
  if (versions.node !== version) throw new Error(`expected the parts of Node ${version}, got those of ${versions.node}`);
  return {
    name: 'node',
    version,
    license: 'MIT',
    purl: purlOf(name, version),
    cpe: makeCpe('nodejs:node.js', version),
    sha512: hexOf(integrity),
    places: [],
    isOpaque: false,
    texts: [readFileSync(join(dirname(dirname(executable)), 'LICENSE'), 'utf8').trim()],
  };
}

/** Of the packages that lie in the executable as files: where they will lie, and where they were taken from. */
function unpackedPackages(parts) {
  const found = new Map();
  for (const { path, from } of parts.flatMap(({ files }) => files)) {
    const at = packageOf(path);
    if (from !== undefined && at !== undefined && !at.endsWith('/.bin'))
      found.set(at, from.slice(0, from.length - (path.length - at.length)));
  }
  return found;
}

export function purlOf(name, version) {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}

/** SHA-512 as the lockfile writes it, in hex. */
function hexOf(integrity) {
  const base64 = /^sha512-(\S+)$/.exec(integrity ?? '')?.[1];
  return base64 && Buffer.from(base64, 'base64').toString('hex');
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}
