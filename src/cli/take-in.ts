import { mkdtemp, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isSystemError, throwIfAborted, toStoreError, UsageError } from '../core/errors.ts';
import type { Effects } from '../core/pipeline/effects.ts';
import type { RowIntake } from '../core/pipeline/intake.ts';
import type { Plan } from '../core/pipeline/plan.ts';

const ELSEWHERE = 'set TMPDIR to a writable directory with room';

/**
 * For the single stages: reads a file, or the config's source with its file fallback, into a scratch spool and hands
 * it on. The scratch directory is gone afterwards, whatever happened. `output` is refused where it is what is read.
 */
export async function withRows<T>(
  plan: Plan,
  effects: Effects,
  { file, output }: { file?: string; output?: string },
  use: (intake: RowIntake, loaded: { used: string; fallbackReason: string | null; scratchDir: string }) => Promise<T>,
): Promise<T> {
  const [{ loadRows }, { RowIntake }, { configuredSources, fileSource, inputFiles }] = await Promise.all([
    import('../core/load/load-rows.ts'),
    import('../core/pipeline/intake.ts'),
    import('../core/pipeline/sources.ts'),
  ]);
  if (output !== undefined) {
    await refuseSameFile(inputFiles(plan, file), output);
    await refuseOwnFile(plan, output);
  }
  const scratchDir = await mkdtemp(path.join(tmpdir(), 'oads-')).catch((error) => {
    throw toStoreError(error, `${tmpdir()} cannot be used as the temporary directory`, ELSEWHERE);
  });
  try {
    const sources = file === undefined ? configuredSources(plan, effects) : [fileSource(plan, effects, file)];
    const loaded = await loadRows(
      sources,
      async ({ used }) => new RowIntake(plan, effects, path.join(scratchDir, 'rows'), used),
      (message) => effects.warn(message),
    );
    await loaded.intake.close();
    throwIfAborted(effects.signal);
    return await use(loaded.intake, { used: loaded.used, fallbackReason: loaded.fallbackReason, scratchDir });
  } catch (error) {
    throw isSystemError(error) ? toStoreError(error, `rows could not be kept in the temporary directory ${tmpdir()}`, ELSEWHERE) : error;
  } finally {
    await rm(scratchDir, { recursive: true, force: true }).catch(() => {});
  }
}

/** Only for plain files: /dev/stdin and /dev/stdout may well be one terminal. */
async function refuseSameFile(inputs: readonly string[], output: string): Promise<void> {
  const target = await realpath(output).catch(() => undefined);
  if (target === undefined || !(await stat(target)).isFile()) return;
  for (const input of inputs) {
    if ((await realpath(input).catch(() => undefined)) !== target) continue;
    throw new UsageError('OADS_USAGE_OUTPUT', `expected another file than the input to write to, got ${output} for both`, {
      hint: 'name another file with -o',
    });
  }
}

/** The config, the bundle and the runs are no places for an output. */
async function refuseOwnFile({ config }: Plan, output: string): Promise<void> {
  const target = await realpath(output).catch(async () => path.join(await realpathOf(path.dirname(output)), path.basename(output)));
  const artifacts = await realpathOf(config.artifacts ?? 'artifacts');
  const [pipeline] = path.relative(artifacts, target).split(path.sep);
  const within = async (dir: string) => !path.relative(await realpathOf(dir), target).startsWith('..');
  const own =
    target === (await realpathOf(config.file))
      ? 'the config'
      : config.model && (await within(config.model.path))
        ? 'a file of the model bundle'
        : (await within(path.join(artifacts, pipeline, 'runs'))) || (await within(path.join(artifacts, pipeline, 'spool')))
          ? 'a place within the artifacts'
          : undefined;
  if (own === undefined) return;
  throw new UsageError('OADS_USAGE_OUTPUT', `expected a file of your own to write to, got ${own}: ${output}`, {
    hint: 'name another file with -o',
  });
}

async function realpathOf(file: string): Promise<string> {
  return realpath(file).catch(() => path.resolve(file));
}
