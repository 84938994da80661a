import { createHash } from 'node:crypto';
import path from 'node:path';
import type { Config, FeatureSpec } from '../config/defaults.ts';
import { formatPath } from '../config/load-config.ts';
import type { CheckConfig } from '../config/schema.ts';
import { ConfigError, messageOf, OadsError, PluginError, SourceError, textOf, throwIfAborted, UsageError } from '../errors.ts';
import type { PrepareContext } from '../frame/prepare.ts';
import { readWhole } from '../frame/read/read-whole.ts';
import type { Effects } from './effects.ts';
import type { Registry } from './registry.ts';

/** What checks and features read before the first batch: each gets its own, and what was read is part of the run's identity. */
export class Preparations {
  /** sha256 of what was read, by name as it was asked for. */
  readonly tables: Record<string, string> = {};
  readonly #config: Config;
  readonly #registry: Registry;
  readonly #effects: Pick<Effects, 'signal' | 'warn'>;
  readonly #ofChecks = new Map<CheckConfig, unknown>();
  readonly #ofFeatures = new Map<string, unknown>();

  constructor(config: Config, registry: Registry, effects: Pick<Effects, 'signal' | 'warn'>) {
    this.#config = config;
    this.#registry = registry;
    this.#effects = effects;
  }

  ofCheck(check: CheckConfig): unknown {
    return this.#ofChecks.get(check);
  }

  ofFeature(name: string): unknown {
    return this.#ofFeatures.get(name);
  }

  /** A table that is not there is an error of the config that names it, at its line; whatever else is thrown is the plugin's. */
  async prepareChecks(): Promise<void> {
    for (const [index, config] of this.#config.checks.entries()) {
      const { check: name, id, severity: _severity, description: _description, ...options } = config;
      const check = this.#registry.checks.get(name);
      if (!check?.prepare) continue;
      const at = { path: ['checks', index], what: `check "${id ?? name}"`, id: name };
      this.#ofChecks.set(config, await this.#prepare(at, async (context) => check.prepare?.(options, context)));
    }
  }

  async prepareFeatures(features: readonly FeatureSpec[]): Promise<void> {
    for (const { name, plugin, options = {} } of features) {
      const feature = plugin === undefined ? undefined : this.#registry.features.get(plugin);
      if (!feature?.prepare) continue;
      const index = this.#config.features.findIndex((own) => own.name === name);
      const at = { path: index < 0 ? ['features'] : ['features', index], what: `feature "${name}"`, id: feature.name };
      this.#ofFeatures.set(name, await this.#prepare(at, async (context) => feature.prepare?.({ ...options }, context)));
    }
  }

  async #prepare(
    { path: at, what, id }: { path: readonly (string | number)[]; what: string; id: string },
    work: (context: PrepareContext) => Promise<unknown>,
  ): Promise<unknown> {
    const { file, locate, baseDir } = this.#config;
    const { signal, warn } = this.#effects;
    throwIfAborted(signal);
    try {
      return await work({
        baseDir,
        signal,
        warn: (message) => warn(`${what}: ${textOf(message)}`),
        readFile: (name) => this.#readTable(name),
      });
    } catch (error) {
      if (error instanceof SourceError || error instanceof UsageError) {
        const place = formatPath(at);
        const { code, message, hint } = error;
        throw new ConfigError(code, `${place}: ${what}: ${message}`, { file, ...locate(at), path: place, hint, cause: error });
      }
      if (error instanceof OadsError) throw error;
      throw new PluginError('OADS_PLUGIN_FAILED', `${what} of plugin "${id.split(':')[0]}" could not be prepared: ${messageOf(error)}`, {
        cause: error,
      });
    }
  }

  async #readTable(name: string): Promise<Uint8Array> {
    const bytes = await readWhole(path.resolve(this.#config.baseDir, name), { signal: this.#effects.signal });
    const digest = createHash('sha256').update(bytes).digest('hex');
    // Where a plugin lies says nothing of the run.
    const wanted = path.isAbsolute(name) ? path.basename(name) : path.posix.normalize(name);
    let free = wanted;
    for (let next = 2; (this.tables[free] ?? digest) !== digest; next++) free = `${wanted} (${next})`;
    this.tables[free] = digest;
    return bytes;
  }
}
