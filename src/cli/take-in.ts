import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Effects } from '../core/pipeline/effects.ts';
import type { RowIntake } from '../core/pipeline/intake.ts';
import type { Plan } from '../core/pipeline/plan.ts';

/**
 * For the single stages: reads a file, or the config's source with its file fallback, into a scratch spool and hands
 * it on. The scratch directory is gone afterwards, whatever happened.
 */
export async function withRows<T>(
  plan: Plan,
  effects: Effects,
  file: string | undefined,
  use: (intake: RowIntake, loaded: { used: string; fallbackReason: string | null; scratchDir: string }) => Promise<T>,
): Promise<T> {
  const [{ loadRows }, { RowIntake }, { configuredSources, fileSource }] = await Promise.all([
    import('../core/load/load-rows.ts'),
    import('../core/pipeline/intake.ts'),
    import('../core/pipeline/sources.ts'),
  ]);
  const scratchDir = await mkdtemp(path.join(tmpdir(), 'oads-'));
  try {
    const sources = file === undefined ? configuredSources(plan, effects) : [fileSource(plan, effects, file)];
    const loaded = await loadRows(
      sources,
      async () => new RowIntake(plan, effects, path.join(scratchDir, 'rows')),
      (message) => effects.warn(message),
    );
    await loaded.intake.close();
    return await use(loaded.intake, { used: loaded.used, fallbackReason: loaded.fallbackReason, scratchDir });
  } finally {
    await rm(scratchDir, { recursive: true, force: true });
  }
}
