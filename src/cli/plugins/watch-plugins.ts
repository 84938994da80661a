import { Config, type Interfaces, Plugin } from '@oclif/core';
import { refuseUnsafe, refuseUnsafeLink } from './safety/refuse-unsafe.ts';
import { shareModules } from './share-modules.ts';

const { load } = Plugin.prototype;
const { loadPluginsAndCommands } = Config.prototype;

/** What looks after plugins must work whatever they do. */
const SPARES_CODE = /^(?:plugins(?:|:.*)|version|--version|-v)$/;
/** Not oclif's own: it runs where oads asks for it. */
const REGISTERS = 'oads:register';

/**
 * oclif may run code of an installed plugin as soon as it has loaded it, or while it does; where none is installed, nothing happens here.
 * `command`: the first word of the command line. Where it looks after plugins, they are what their package.json says.
 */
export function watchPlugins(command: string | undefined): void {
  const sparesCode = SPARES_CODE.test(command ?? '');
  let dataDir = '';
  Config.prototype.loadPluginsAndCommands = function loadFrom(options) {
    ({ dataDir } = this);
    return loadPluginsAndCommands.call(this, options);
  };
  Plugin.prototype.load = async function loadSharing() {
    const { type, name, root } = this.options;
    if (type !== 'user' && type !== 'link') return load.call(this);
    refuseUnsafe(dataDir);
    // An entry may name the directory of an installed one as well.
    if (root !== `${dataDir}/package.json`) refuseUnsafeLink(name ?? root, root);
    if (sparesCode) return loadSparing(this);
    shareModules();
    return load.call(this);
  };
}

/** No module of a command is loaded to see what it is, and of the hooks there is none that oclif would run. */
async function loadSparing(plugin: Plugin): Promise<void> {
  Object.assign(plugin, { _manifest: async () => ({ commands: {} }) });
  await load.call(plugin);
  plugin.hooks = Object.fromEntries(Object.entries(plugin.hooks).filter(([event]) => event === REGISTERS));
}

export type StartStep = 'commands' | 'init';

/** Loads a plugin's commands and runs its `init` hook, as every start does; `onStep` is waited for before each. */
export async function startPlugin(
  { name, root }: { name: string; root: string },
  config: Interfaces.Config,
  onStep: (step: StartStep) => Promise<void>,
): Promise<void> {
  shareModules();
  await onStep('commands');
  const plugin = new Plugin({ name, root, type: 'link' });
  await load.call(plugin);
  await onStep('init');
  const alone: Interfaces.Config = Object.assign(Object.create(config), { plugins: new Map([[name, plugin]]) });
  await alone.runHook('init', { argv: [], id: undefined }, undefined, true);
}
