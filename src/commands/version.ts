import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { exitCodeHelp } from '../cli/exit-codes.ts';
import { OadsCommand } from '../cli/oads-command.ts';

/** What decides results or the manner of the command line. */
const LIBRARIES = ['nodejs-polars', 'onnxruntime-node', '@oclif/core', 'pg', 'typebox', 'js-yaml'] as const;

export default class Version extends OadsCommand {
  static override summary = 'print the version, with --verbose also what it was built from';
  static override description = `The first line is that of --version and -v: version, platform, Node.js.

${exitCodeHelp({ 0: 'done', 1: null, 2: 'usage error', 3: null, 4: null })}`;
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --verbose'];

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Version);
    const { root, version, plugins } = this.config;
    const { dependencies = {} } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { dependencies?: Record<string, string> };
    const own = createRequire(`${root}/package.json`);
    const libraries = Object.fromEntries(
      LIBRARIES.map((name) => [name, installedVersion(own, name) ?? `${dependencies[name]} (not installed)`]),
    );
    const contributed = [...plugins.values()].filter(({ type }) => type === 'user' || type === 'link');
    const result = {
      version,
      platform: `${process.platform}-${process.arch}`,
      node: process.version,
      commit: readCommit(root) ?? null,
      libraries,
      plugins: Object.fromEntries(contributed.map((plugin) => [plugin.name, plugin.version])),
    };
    const first = `oads/${version} ${result.platform} node-${result.node}`;
    const more = [
      `commit ${result.commit ?? 'not known'}`,
      ...Object.entries({ ...libraries, ...result.plugins }).map((pair) => pair.join(' ')),
    ];
    this.print(() => [first, ...(flags.verbose ? more : [])].join('\n'));
    return result;
  }
}

/** Written by the build, where it ran in a clone. */
function readCommit(root: string): string | undefined {
  try {
    return readFileSync(`${root}/dist/commit`, 'utf8').trim();
  } catch {
    return undefined;
  }
}

function installedVersion(own: NodeJS.Require, name: string): string | undefined {
  try {
    return (own(`${name}/package.json`) as { version: string }).version;
  } catch {
    // Some packages do not export their package.json.
    return own.resolve.paths(name)?.flatMap((dir) => readVersion(`${dir}/${name}/package.json`) ?? [])[0];
  }
}

function readVersion(file: string): string | undefined {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
  } catch {
    return undefined;
  }
}
