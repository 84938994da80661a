import path from 'node:path';
import type { Readable } from 'node:stream';
import { isHidden } from '../config/column-policy.ts';
import { BugError, messageOf, OadsError, PluginError, textOf } from '../errors.ts';
import type { Batch } from '../frame/batch.ts';
import { type ReadFileOptions, readFile, readStream } from '../frame/read/read-file.ts';
import { fileLoader } from '../load/file-loader.ts';
import { lastGoodSource } from '../load/last-good.ts';
import type { RowSource } from '../load/load-rows.ts';
import type { LoadContext, Loader } from '../load/loader.ts';
import type { Effects } from './effects.ts';
import { holdOut } from './hold-out.ts';
import type { Plan } from './plan.ts';

/** A batch is small enough for a few to fit in any cache and large enough to make calls into Polars and ONNX cheap. */
export const BATCH_ROWS = 65_536;

/** The config's source, then its fallbacks, in their fixed order. `lastGoodLink`: where the last good rows are kept, if anywhere. */
export function configuredSources(plan: Plan, effects: Effects, lastGoodLink?: string): RowSource[] {
  const { config, registry } = plan;
  const loader = registry.loaders.get(config.source.loader);
  if (!loader) throw new BugError(`loader "${config.source.loader}" passed validation but is not registered`);
  const primary: RowSource = { used: 'primary', label: loader.name, open: () => openPrimary(loader, plan, effects) };
  // What a model is fitted on is what the config says, or nothing.
  if (plan.side === 'reference') return [primary];
  const sources: RowSource[] = [primary];
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

function openPrimary(loader: Loader, plan: Plan, effects: Effects): AsyncIterable<Batch> {
  const rows = openLoader(loader, plan, effects);
  const { holdout } = plan.config;
  if (!holdout) return rows;
  return holdOut(rows, holdout, plan.side ?? 'held_out', {
    label: loader.name,
    warn: (message) => effects.warn(message),
    window: plan.window,
  });
}

/** What a plugin throws, other than an error for people, is the plugin's fault: neither a defect of oads nor of the disk. */
async function* openLoader(loader: Loader, plan: Plan, effects: Effects): AsyncGenerator<Batch> {
  try {
    yield* loader.load(plan.config.source.options, loadContext(plan, effects));
  } catch (error) {
    const [plugin, name] = loader.name.split(':');
    if ((error instanceof OadsError && !(error instanceof BugError)) || name === undefined) throw error;
    throw new PluginError('OADS_PLUGIN_FAILED', `loader "${name}" of plugin "${plugin}" failed: ${messageOf(error)}`, { cause: error });
  }
}

/** What a stage reads instead of the config's source; the window does not apply. */
export interface StageInput {
  readonly plan: Plan;
  readonly effects: Effects;
  /** For what cannot be read from a pipe. */
  readonly scratchDir: string;
}

/** One file (as an argument of a stage). */
export function fileSource({ plan, effects, scratchDir }: StageInput, file: string): RowSource {
  const options = { ...readOptions(plan, effects), scratchDir };
  return { used: 'input', label: file, open: () => readFile(path.resolve(file), options) };
}

/** Standard input, or another stream that is open already. */
export function streamSource({ plan, effects, scratchDir }: StageInput, label: string, stream: Readable): RowSource {
  const options = { ...readOptions(plan, effects), scratchDir };
  return { used: 'input', label, isChained: true, open: () => readStream(label, stream, options) };
}

function readOptions(plan: Plan, effects: Effects): ReadFileOptions {
  const { batchRows, contract, hides, signal, warn, expectRows } = loadContext(plan, effects);
  return { batchRows, contract, hides, signal, warn, expectRows };
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
    // From a plugin, it may be anything.
    warn: (message) => effects.warn(textOf(message)),
    expectRows: (rows) => effects.progress('load', 0, rows),
  };
}
