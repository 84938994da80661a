import path from 'node:path';
import { isHidden } from '../config/column-policy.ts';
import { BugError, messageOf, OadsError, PluginError } from '../errors.ts';
import type { Batch } from '../frame/batch.ts';
import { fileLoader } from '../load/file-loader.ts';
import { lastGoodSource } from '../load/last-good.ts';
import type { RowSource } from '../load/load-rows.ts';
import type { LoadContext, Loader } from '../load/loader.ts';
import type { Effects } from './effects.ts';
import type { Plan } from './plan.ts';

/** A batch is small enough for a few to fit in any cache and large enough to make calls into Polars and ONNX cheap. */
export const BATCH_ROWS = 65_536;

/** The config's source, then its fallbacks, in their fixed order. `lastGoodLink`: where the last good rows are kept, if anywhere. */
export function configuredSources(plan: Plan, effects: Effects, lastGoodLink?: string): RowSource[] {
  const { config, registry } = plan;
  const loader = registry.loaders.get(config.source.loader);
  if (!loader) throw new BugError(`loader "${config.source.loader}" passed validation but is not registered`);
  const sources: RowSource[] = [{ used: 'primary', label: loader.name, open: () => openLoader(loader, plan, effects) }];
  // The rows of the last load, or of a file, are those of another time than the one that was named.
  if (plan.window?.by === 'command') return sources;
  if (config.fallback.lastGood && lastGoodLink) sources.push(lastGoodSource(lastGoodLink));
  const { file } = config.fallback;
  if (file)
    sources.push({
      used: 'file',
      label: file.name,
      open: () => fileLoader.load({ path: file.path, format: file.format }, { ...loadContext(plan, effects), window: undefined }),
    });
  return sources;
}

/** What a plugin throws, other than an error of oads, is the plugin's fault: neither a defect of oads nor of the disk. */
async function* openLoader(loader: Loader, plan: Plan, effects: Effects): AsyncGenerator<Batch> {
  try {
    yield* loader.load(plan.config.source.options, loadContext(plan, effects));
  } catch (error) {
    const [plugin, name] = loader.name.split(':');
    if (error instanceof OadsError || name === undefined) throw error;
    throw new PluginError('OADS_PLUGIN_FAILED', `loader "${name}" of plugin "${plugin}" failed: ${messageOf(error)}`, { cause: error });
  }
}

/** One file (as an argument of a stage) instead of the config's source; the window does not apply. */
export function fileSource(plan: Plan, effects: Effects, file: string): RowSource {
  const context = { ...loadContext(plan, effects), window: undefined, baseDir: process.cwd() };
  return { used: 'input', label: file, open: () => fileLoader.load({ path: path.resolve(file) }, context) };
}

/** The files that a stage reads: the one it was given, or those of the config. */
export function inputFiles({ config }: Plan, file: string | undefined): string[] {
  if (file !== undefined) return [path.resolve(file)];
  const own = config.source.loader === fileLoader.name ? [path.resolve(config.baseDir, String(config.source.options.path))] : [];
  return config.fallback.file ? [...own, config.fallback.file.path] : own;
}

function loadContext({ config, contract, asOf, window }: Plan, effects: Effects): LoadContext {
  const policy = config.columns;
  return {
    asOf,
    window: window && { column: window.column, from: window.from.toISOString(), to: window.to.toISOString() },
    contract,
    key: config.key,
    batchRows: BATCH_ROWS,
    hides: policy && ((column) => isHidden(policy, column)),
    baseDir: config.baseDir,
    signal: effects.signal,
    warn: (message) => effects.warn(message),
    expectRows: (rows) => effects.progress('load', 0, rows),
  };
}
