import path from 'node:path';
import type { Interfaces } from '@oclif/core';
import { PluginError } from '../../core/errors.ts';
import { listPlugins } from '../collect-plugins.ts';
import { divertConsole } from './divert-console.ts';
import { noteHosted } from './hosted-plugins.ts';
import { type Contributions, listContributions } from './list-contributions.ts';
import { type StartStep, startPlugin } from './watch-plugins.ts';

/** As long as a start of oads waits for a hook. */
const MOST_WAIT_MS = 10_000;

export type Step = StartStep | 'register';

/**
 * What the plugin in a directory contributes. Throws PluginError where it would be broken at the next start, beside those that are there
 * already. `onStep` is waited for before code of the plugin's runs.
 */
export async function proveUsable(root: string, config: Interfaces.Config, onStep: (step: Step) => Promise<void>): Promise<Contributions> {
  const { readPluginPackage, registerPackage } = await import('../../core/plugin/register-package.ts');
  const { collectContributions } = await import('../../core/plugin/collect.ts');
  const { shortName } = await import('../../core/plugin/short-name.ts');
  const { createHostApi } = await import('../../core/plugin/host-api.ts');
  const { name, hook } = await readPluginPackage(root);
  const context = await createHostApi();
  divertConsole();
  noteHosted([{ name, root }]);
  await inTime(startPlugin({ name, root }, config, onStep), `plugin ${name}: ${path.join(root, 'package.json')}`, 'init hook');
  await onStep('register');
  const collected = collectContributions([await inTime(registerPackage(root, context), `plugin ${name}: ${path.join(root, hook)}`)]);
  for (const error of collected.broken.values()) throw error;
  // By their names: the hook of another may be the one that loops.
  const twin = listPlugins(config).find((other) => other.name !== name && shortName(other.name) === shortName(name));
  if (twin) {
    throw new PluginError('OADS_PLUGIN_DUPLICATE', `plugin ${name}: another plugin of the short name "${shortName(name)}" is installed`, {
      hint: `remove it first: oads plugins uninstall ${twin.name}`,
    });
  }
  return listContributions(name, collected);
}

async function inTime<T>(started: Promise<T>, about: string, what = 'hook'): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    const error = new PluginError(
      'OADS_PLUGIN_REGISTER',
      `${about}: expected its ${what} to answer, got nothing in ${MOST_WAIT_MS / 1000} s`,
    );
    timer = setTimeout(() => reject(error), MOST_WAIT_MS);
  });
  return Promise.race([started, tooLong]).finally(() => clearTimeout(timer));
}
