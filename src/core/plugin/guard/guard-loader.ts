import { BugError, messageOf, OadsError, PluginError } from '../../errors.ts';
import { Batch } from '../../frame/batch.ts';
import type { Schema } from '../../frame/types.ts';
import type { LoadContext, Loader } from '../../load/loader.ts';
import { kindOf, shorten, shortened } from './answers.ts';
import { overlay } from './overlay.ts';

/** A loader of a plugin that is watched: what it yields is as the API says, or PluginError names the batch that is not. */
export function guardLoader(plugin: string, loader: Loader): Loader {
  const owner = `loader "${loader.name}" of plugin "${plugin}"`;
  async function* load(options: unknown, context: LoadContext): AsyncGenerator<Batch> {
    const warn = (message: string) => context.warn(shorten(String(message)));
    try {
      yield* watchBatches(loader.load(options, { ...context, warn }), context);
    } catch (thrown) {
      const error = shortened(thrown);
      if (error instanceof OadsError && !(error instanceof BugError)) throw error;
      throw new PluginError('OADS_PLUGIN_FAILED', `${owner} failed: ${messageOf(error)}`, { cause: thrown });
    }
  }
  return overlay(loader, { load });
}

async function* watchBatches(batches: AsyncIterable<Batch>, { batchRows, contract }: LoadContext): AsyncGenerator<Batch> {
  const casts = new Set(contract.map(({ name }) => name));
  let rows = 0;
  let place = 0;
  let first: Schema | undefined;
  let last: Schema | undefined;
  for await (const batch of batches) {
    place++;
    const at = `batch ${place}: expected`;
    if (!(batch instanceof Batch)) throw new Error(`${at} a batch of api.Batch, got ${kindOf(batch)}`);
    if (batch.rows > batchRows) throw new Error(`${at} at most ${batchRows} rows, got ${batch.rows}`);
    if (batch.offset !== rows) throw new Error(`${at} the offset ${rows}, the number of rows before it, got ${batch.offset}`);
    if (batch.schema !== last) {
      if (first) refuseOther(at, first, batch.schema, casts);
      else refuseTwice(at, batch.schema);
      first ??= batch.schema;
      last = batch.schema;
    }
    rows += batch.rows;
    yield batch;
  }
}

function refuseTwice(at: string, schema: Schema): void {
  const names = new Set<string>();
  for (const { name } of schema) {
    if (names.has(name)) throw new Error(`${at} columns of different names, got "${name}" twice`);
    names.add(name);
  }
}

/** Columns that the contract lists are read as its types, whatever a loosely typed source makes of them. */
function refuseOther(at: string, first: Schema, other: Schema, casts: ReadonlySet<string>): void {
  const same = first.length === other.length && first.every(({ name }, index) => other[index].name === name);
  if (!same) throw new Error(`${at} the columns ${listed(first)} of the batch before, got ${listed(other)}`);
  for (const [index, { name, type }] of first.entries()) {
    if (other[index].type === type || casts.has(name)) continue;
    throw new Error(`${at} "${name}" to be ${type} as in the batch before, got ${other[index].type}`);
  }
}

function listed(schema: Schema): string {
  return shorten(schema.map(({ name }) => name).join(', ') || 'none');
}
