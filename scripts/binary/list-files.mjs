// The files of the program as the single executable carries them: what `npm pack` ships and what it needs of its packages.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Packages that the bundles leave out (scripts/bundle.mjs), or that oads (string-width) or oclif loads by name. */
const ROOTS = [
  ...['nodejs-polars', 'onnxruntime-node', 'pg', 'prom-client', 'nodemailer', 'string-width'],
  ...['@oclif/plugin-help', '@oclif/plugin-autocomplete'],
];
/** Needed by nothing that runs: what ONNX Runtime downloads with when it is installed, a framework that is in dist already, and what makes ejs. */
const LEFT_OUT = new Set(['adm-zip', 'global-agent', '@oclif/core', 'jake']);
/** Whose version is told although their code is within the bundles. */
const BUNDLED = ['@oclif/core', 'js-yaml', 'typebox', 'polka', 'sirv', 'croner', 'uplot'];
const NOT_RUN = /(?:\.map|\.d\.[cm]?ts|\.ts|\.md|\.markdown|\.flow|\.tsbuildinfo)$/i;
const NOT_RUN_DIRS = new Set(['test', 'tests', '__tests__', 'man', 'docs', 'example', 'examples', 'benchmark', '.github']);

/**
 * By part, each a list of `{path, from}` or `{path, content}`, sorted by path. `target` is `{platform: 'linux', arch: 'x64'}`, and
 * `modules` the node_modules that hold its natives.
 */
export async function listFiles(root, { target, modules = join(root, 'node_modules') }) {
  const { platform, arch } = target;
  const polars = `nodejs-polars-${platform}-${arch}${platform === 'linux' ? '-gnu' : ''}`;
  const program = [
    ...listTree(root, 'bin').filter(({ path }) => !path.endsWith('dev.js')),
    ...listTree(root, 'dist').filter(({ path }) => !/^dist\/(?:compiled\/|packages\.json|\.|oads[-_])/.test(path)),
    ...listTree(root, 'config'),
    ...listTree(root, 'demo'),
    ...listTree(root, 'models'),
    ...listTree(root, 'templates', () => true),
    ...['LICENSE', 'oclif.manifest.json'].map((path) => ({ path, from: join(root, path) })),
    { path: 'package.json', content: describeProgram(root) },
  ];
  const packages = [...closure(root, ROOTS)].flatMap((path) => listPackage(root, path, { platform, arch }));
  const small = [...program, ...packages, ...BUNDLED.flatMap((name) => stubOf(root, name)), ...(await stubOfFramework(root))];
  const isRuntime = ({ path }) => /onnxruntime-node\/bin\//.test(path);
  const rest = small.filter((file) => !isRuntime(file));
  return [
    { name: 'program', isCore: true, files: rest.filter(({ path }) => isForEveryStart(path)) },
    { name: 'packages', isCore: false, files: rest.filter(({ path }) => !isForEveryStart(path)) },
    { name: 'onnxruntime', isCore: true, files: small.filter(isRuntime) },
    { name: 'polars', isCore: true, files: listTree(modules, polars).map(({ path, from }) => ({ path: `node_modules/${path}`, from })) },
    { name: 'npm', isCore: false, files: listTree(root, 'node_modules/npm') },
  ].map((part) => ({ ...part, files: part.files.sort((a, b) => (a.path < b.path ? -1 : 1)) }));
}

/** The start looks at these alone where only a help is asked for: hundreds of files take their time. */
function isForEveryStart(path) {
  return !path.includes('/') || /^(?:bin|dist(?!\/public\/)|node_modules\/@oclif)\//.test(path);
}

/** As npm ships it; its plugins lie in a data directory of their own, so that those of another oads are not disturbed. */
function describeProgram(root) {
  const { devDependencies, scripts, workspaces, overrides, allowScripts, ...kept } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  return `${JSON.stringify({ ...kept, oclif: { ...kept.oclif, dirname: 'oads-binary' } }, null, 2)}\n`;
}

function listTree(root, directory, keep = isRun) {
  return readdirSync(join(root, directory), { recursive: true })
    .map((path) => `${directory}/${path.replaceAll('\\', '/')}`)
    .filter((path) => keep(path.slice(directory.length + 1)) && statSync(join(root, path)).isFile())
    .map((path) => ({ path, from: join(root, path) }));
}

function isRun(path) {
  const names = path.split('/');
  const file = names.at(-1);
  if (/^(?:licen[cs]e|notice|copying)/i.test(file)) return true;
  return !NOT_RUN.test(file) && !names.slice(0, -1).some((name) => NOT_RUN_DIRS.has(name));
}

function listPackage(root, path, { platform, arch }) {
  const isOther = (file) => {
    const [, os, cpu] = /onnxruntime-node\/bin\/napi-v\d+\/([^/]+)\/([^/]+)\//.exec(file) ?? [];
    return os !== undefined && !(os === platform && cpu === arch);
  };
  const isInstaller = (file) => file.startsWith('node_modules/onnxruntime-node/script/');
  // Each of these has the same as CommonJS, which is what is loaded.
  const isTwice = (file) =>
    /^node_modules\/(?:@opentelemetry\/api\/build\/esm|@opentelemetry\/api\/build\/esnext|onnxruntime-common\/dist\/esm)\//.test(file);
  return listTree(root, path).filter(
    ({ path: file }) => !file.slice(path.length + 1).startsWith('node_modules/') && !isOther(file) && !isInstaller(file) && !isTwice(file),
  );
}

/** Directories of the packages that `names` need, by the lockfile. */
function closure(root, names) {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const found = new Set();
  const find = (from, name) => {
    for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
      const path = `${at === '' ? '' : `${at}/`}node_modules/${name}`;
      if (packages[path]) return path;
      if (at === '') return undefined;
    }
  };
  const add = (path) => {
    if (found.has(path)) return;
    found.add(path);
    for (const name of Object.keys(packages[path].dependencies ?? {})) {
      if (!LEFT_OUT.has(name)) add(find(path, name));
    }
  };
  for (const name of names) add(`node_modules/${name}`);
  return found;
}

/** What tells a bundled package's version to who asks for its package.json. */
function stubOf(root, name) {
  if (name === '@oclif/core') return [];
  const { version, license } = JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8'));
  return [{ path: `node_modules/${name}/package.json`, content: `${JSON.stringify({ name, version, license })}\n` }];
}

/** Leads every import of the framework to its one file in dist. */
async function stubOfFramework(root) {
  const { name, version, license } = JSON.parse(readFileSync(join(root, 'node_modules/@oclif/core/package.json'), 'utf8'));
  const names = Object.keys(await import('@oclif/core')).filter((key) => key !== 'default' && key !== 'module.exports');
  const exports = { '.': { import: './index.mjs', require: './index.cjs' }, './package.json': './package.json' };
  const esm = `import framework from '../../../dist/oclif.cjs';\nexport const { ${names.join(', ')} } = framework;\nexport default framework;\n`;
  return [
    { path: 'node_modules/@oclif/core/package.json', content: `${JSON.stringify({ name, version, license, exports })}\n` },
    { path: 'node_modules/@oclif/core/index.mjs', content: esm },
    { path: 'node_modules/@oclif/core/index.cjs', content: `module.exports = require('../../../dist/oclif.cjs');\n` },
  ];
}
