import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isSystemError, throwIfAborted, toStoreError } from '../../core/errors.ts';
import type { RowSource } from '../../core/load/load-rows.ts';
import type { Effects } from '../../core/pipeline/effects.ts';
import type { RowIntake } from '../../core/pipeline/intake.ts';
import type { Plan } from '../../core/pipeline/plan.ts';
import { refuseOutput } from './refuse-output.ts';
import { removeAtExit } from './remove-at-exit.ts';

const ELSEWHERE = 'set TMPDIR to a writable directory with room';

export interface StageFiles {
  /** What is read instead of the config's source; `-` is stdin. */
  readonly file?: string;
  /** Refused where it is what is read, or what oads keeps; `-` is stdout. */
  readonly output?: string;
  /** The directory that --artifacts names. */
  readonly artifacts?: string;
}

/**
 * For the single stages: reads a file, stdin, or the config's source with its file fallback, into a scratch spool and
 * hands it on. The scratch directory is gone afterwards, whatever happened.
 */
export async function withRows<T>(
  plan: Plan,
  effects: Effects,
  files: StageFiles,
  use: (intake: RowIntake, loaded: { used: string; fallbackReason: string | null; scratchDir: string }) => Promise<T>,
): Promise<T> {
  return withSources(plan, effects, files, async (sources, scratchDir) => {
    const [{ loadRows }, { RowIntake }] = await Promise.all([
      import('../../core/load/load-rows.ts'),
      import('../../core/pipeline/intake.ts'),
    ]);
    const loaded = await loadRows(
      sources,
      async ({ used, isChained }) => new RowIntake(plan, effects, path.join(scratchDir, 'rows'), used, isChained),
      (message) => effects.warn(message),
    );
    await loaded.intake.close();
    throwIfAborted(effects.signal);
    return await use(loaded.intake, { used: loaded.used, fallbackReason: loaded.fallbackReason, scratchDir });
  });
}

/** The same sources, in their order, not opened yet: for rows that are handed on as they come. */
export async function withSources<T>(
  plan: Plan,
  effects: Effects,
  { file, output, artifacts }: StageFiles,
  use: (sources: RowSource[], scratchDir: string) => Promise<T>,
): Promise<T> {
  const { configuredSources, fileSource, inputFiles, streamSource } = await import('../../core/pipeline/sources.ts');
  if (output !== undefined) await refuseOutput(plan, output, file === '-' ? ['/dev/stdin'] : inputFiles(plan, file), artifacts);
  const scratchDir = await mkdtemp(path.join(tmpdir(), 'oads-')).catch((error) => {
    throw toStoreError(error, `${tmpdir()} cannot be used as the temporary directory`, ELSEWHERE);
  });
  const settle = removeAtExit(scratchDir);
  const input = { plan, effects, scratchDir };
  try {
    const sources =
      file === undefined
        ? configuredSources(plan, effects)
        : [file === '-' ? streamSource(input, 'stdin', process.stdin) : fileSource(input, file)];
    return await use(sources, scratchDir);
  } catch (error) {
    throw isSystemError(error) ? toStoreError(error, `rows could not be kept in the temporary directory ${tmpdir()}`, ELSEWHERE) : error;
  } finally {
    await rm(scratchDir, { recursive: true, force: true }).catch(() => {});
    settle();
  }
}
