import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from '../../core/errors.ts';
import type { Plan } from '../../core/pipeline/plan.ts';

/** Refuses to write where something is read, or to what oads keeps: the config, the bundle, the runs. `-` is stdout. */
export async function refuseOutput(plan: Plan, output: string, inputs: readonly string[], artifacts?: string): Promise<void> {
  if (output === '-') return refuseSameFile(inputs, '/dev/stdout');
  await refuseSameFile(inputs, output);
  await refuseOwnFile(plan, output, [plan.config.artifacts ?? 'artifacts', ...(artifacts === undefined ? [] : [artifacts])]);
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
async function refuseOwnFile({ config }: Plan, output: string, artifactDirs: readonly string[]): Promise<void> {
  const target = await realpath(output).catch(async () => path.join(await realpathOf(path.dirname(output)), path.basename(output)));
  const within = async (dir: string) => !path.relative(await realpathOf(dir), target).startsWith('..');
  const withinRuns = async (dir: string) => {
    const artifacts = await realpathOf(dir);
    const [pipeline] = path.relative(artifacts, target).split(path.sep);
    if (pipeline === '..') return false;
    return (await within(path.join(artifacts, pipeline, 'runs'))) || (await within(path.join(artifacts, pipeline, 'spool')));
  };
  const found = await Promise.all(artifactDirs.map(withinRuns));
  const own =
    target === (await realpathOf(config.file))
      ? 'the config'
      : config.model && (await within(config.model.path))
        ? 'a file of the model bundle'
        : found.includes(true)
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
