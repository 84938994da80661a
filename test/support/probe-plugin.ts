import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What a plugin finds when it imports what oads has: whether each is oads' own instance. */
export const SAME = { import: true, require: true, requireEsm: true, polars: true, runtime: true, testing: 'function', own: 'its own' };

/**
 * Writes a plugin that tells, as the description of its pipeline, whose modules it is given. `dependencies` of its own lie in its
 * node_modules.
 */
export function writeProbePlugin(dir: string, name: string): string {
  const packages = path.join(dir, 'node_modules', '@oads', 'cli');
  mkdirSync(packages, { recursive: true });
  mkdirSync(path.join(dir, 'config'));
  const write = (file: string, content: string | object) =>
    writeFileSync(path.join(dir, file), typeof content === 'string' ? content : JSON.stringify(content));
  const shared = Object.fromEntries(['@oads/cli', '@oclif/core', 'nodejs-polars', 'onnxruntime-node'].map((one) => [one, '*']));
  write('package.json', {
    name,
    version: '1.0.0',
    type: 'module',
    oclif: { hooks: { 'oads:register': './register.js' } },
    peerDependencies: shared,
    peerDependenciesMeta: Object.fromEntries(Object.keys(shared).map((one) => [one, { optional: true }])),
    dependencies: { 'probe-helper': '1.0.0' },
    bundleDependencies: ['probe-helper'],
  });
  write('esm.mjs', `export { Config } from '@oclif/core';\n`);
  write(
    'register.js',
    `import { createRequire } from 'node:module';
import all, { Config } from '@oclif/core';
import pl from 'nodejs-polars';
import { testPlugin } from '@oads/cli/plugin/testing';
import { own } from 'probe-helper';
const require = createRequire(import.meta.url);
export default function register(context) {
  // Where oclif calls it, \`this\` is the host's own.
  const isHosts = (One) => this === undefined || this.config instanceof One;
  const found = {
    import: isHosts(Config) && isHosts(all.Config),
    require: isHosts(require('@oclif/core').Config),
    requireEsm: isHosts(require('./esm.mjs').Config),
    polars: pl === context.pl && require('nodejs-polars') === context.pl,
    runtime: this === undefined || require.resolve('onnxruntime-node') === createRequire(this.config.root + '/bin/').resolve('onnxruntime-node'),
    testing: typeof testPlugin,
    own,
  };
  const pipelines = [{ name: 'found', description: JSON.stringify(found), config: 'config/found.yaml' }];
  return { apiVersion: 1, pipelines };
}
`,
  );
  write('config/found.yaml', 'pipeline: found\n');
  // A dependency of the plugin's that brings a framework of its own.
  const helper = 'node_modules/probe-helper';
  mkdirSync(path.join(dir, helper, 'node_modules', '@oclif', 'core'), { recursive: true });
  write(`${helper}/package.json`, {
    name: 'probe-helper',
    version: '1.0.0',
    main: 'index.js',
    dependencies: { '@oclif/core': '1.0.0' },
    bundleDependencies: ['@oclif/core'],
  });
  write(`${helper}/index.js`, `exports.own = require('@oclif/core');\n`);
  write(`${helper}/node_modules/@oclif/core/package.json`, { name: '@oclif/core', version: '1.0.0', main: 'index.js' });
  write(`${helper}/node_modules/@oclif/core/index.js`, `module.exports = 'its own';\n`);
  // A stale copy, as a development dependency leaves it: it must not be taken.
  write('node_modules/@oads/cli/package.json', { name: '@oads/cli', version: '0.0.1' });
  return dir;
}
