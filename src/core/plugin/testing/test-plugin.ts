import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { messageOf, PluginError } from '../../errors.ts';
import type { Fixtures } from '../fixtures.ts';
import { createHostApi } from '../host-api.ts';
import { registerPackage } from '../register-package.ts';
import type { ProofResult } from './proofs.ts';
import { testContributions } from './test-contributions.ts';

export type { Fixtures, LoaderFixture, RowsFixture } from '../fixtures.ts';
export type { ProofResult } from './proofs.ts';
export { testContributions } from './test-contributions.ts';

/** What the conformance suite says of one plugin. */
export interface ConformanceReport {
  readonly plugin: string;
  readonly version: string;
  readonly passed: boolean;
  readonly results: readonly ProofResult[];
}

/**
 * Tests the plugin in a directory against the laws of the API. `fixtures`: instead of those of `conformance.js` or
 * `conformance.ts` beside its package.json. Throws PluginError where there is no plugin, or it would not register.
 */
export async function testPlugin(dir: string, { fixtures }: { readonly fixtures?: Fixtures } = {}): Promise<ConformanceReport> {
  const root = path.resolve(dir);
  const registration = await registerPackage(root, await createHostApi());
  const { plugin, version } = registration;
  if ('error' in registration) throw failed(plugin, 'failed to register', registration.error);
  const results = await testContributions({
    name: plugin,
    version,
    dir: root,
    contributions: registration.contributions,
    fixtures: fixtures ?? (await readFixtures(plugin, root)),
  });
  return { plugin, version, passed: results.every(({ problem }) => problem === null), results };
}

async function readFixtures(plugin: string, root: string): Promise<Fixtures> {
  const file = ['conformance.js', 'conformance.mjs', 'conformance.ts'].map((name) => path.join(root, name)).find((one) => existsSync(one));
  if (file === undefined) return {};
  try {
    const { default: fixtures } = (await import(pathToFileURL(file).href)) as { default?: Fixtures };
    if (typeof fixtures !== 'object') throw new Error('it has no default export of fixtures');
    return fixtures;
  } catch (error) {
    throw failed(plugin, `${path.basename(file)} could not be used`, error);
  }
}

function failed(plugin: string, what: string, error: unknown): PluginError {
  return new PluginError('OADS_PLUGIN_REGISTER', `plugin ${plugin}: ${what}: ${messageOf(error)}`, { cause: error });
}
