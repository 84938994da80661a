import { InterruptedError, PluginError, StoreError } from '../errors.ts';
import type { Schema } from '../frame/types.ts';
import { type GroupedSource, visitGroups } from '../window/visit-groups.ts';
import type { Sample } from './check.ts';
import { readValues } from './lowest-samples.ts';
import type { FinishOptions } from './run-checks.ts';
import type { PlannedGroups, RunningCheck } from './running-check.ts';

interface Pass extends PlannedGroups {
  readonly checks: RunningCheck[];
}

/** The checks of groups, one pass over the kept rows for all that want the same groups; then the values of their samples. */
export async function judgeGroups(
  checks: readonly RunningCheck[],
  source: GroupedSource,
  schema: Schema | undefined,
  options: FinishOptions,
): Promise<void> {
  for (const { checks: judging, ...grouping } of planPasses(checks, schema)) {
    const onRows = (done: number) => options.onRows?.(done, source.rows);
    try {
      await visitGroups(source, { ...options, ...grouping, onRows }, (group) => {
        for (const check of judging) check.judgeGroup(group);
      });
    } catch (error) {
      // Neither a full disk nor a signal says anything of the data.
      if (error instanceof StoreError || error instanceof PluginError || error instanceof InterruptedError || options.signal?.aborted)
        throw error;
      for (const check of judging) check.break(error);
    }
  }
  await readSamples(checks, source, schema);
}

function planPasses(checks: readonly RunningCheck[], schema: Schema | undefined): Pass[] {
  const passes = new Map<string, Pass>();
  for (const check of checks) {
    const planned = check.planGroups(schema);
    if (!planned) continue;
    const id = JSON.stringify([planned.key, planned.order]);
    const known = passes.get(id);
    const columns = [...new Set([...(known?.columns ?? []), ...planned.columns])];
    passes.set(id, { ...planned, columns, checks: [...(known?.checks ?? []), check] });
  }
  return [...passes.values()];
}

/** A group may be anywhere in the source: what its failing rows hold is read at the end, of the few that are shown. */
async function readSamples(checks: readonly RunningCheck[], { read }: GroupedSource, schema: Schema = []): Promise<void> {
  const wanted = checks.map((check) => ({ check, ...check.wantedSamples })).filter(({ places }) => places.length > 0);
  if (wanted.length === 0) return;
  const has = new Set(schema.map(({ name }) => name));
  const columns = [...new Set(wanted.flatMap((each) => each.columns))].filter((name) => has.has(name));
  const last = Math.max(...wanted.flatMap(({ places }) => places));
  const found = wanted.map(() => new Map<number, Sample['values']>());
  for await (const batch of read(columns)) {
    for (const [index, { places, columns: shown }] of wanted.entries()) {
      for (const place of places) {
        const row = place - batch.offset;
        if (row >= 0 && row < batch.rows) found[index].set(place, readValues(batch, shown, row));
      }
    }
    if (batch.offset + batch.rows > last) break;
  }
  for (const [index, { check }] of wanted.entries()) check.fillSamples((place) => found[index].get(place));
}
