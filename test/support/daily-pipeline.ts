import type { ChildProcess } from 'node:child_process';
import { readdirSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { type CliOptions, scratchDir, startOads } from './cli.ts';
import { makeShipments, makeSmallPipeline, type SmallPipeline } from './small-pipeline.ts';

/** Without the as-of time that all other tests run at. */
export const NOW: CliOptions = { env: { OADS_AS_OF: '' } };

/** What `oads run --json` says of one run. */
export interface RunJson {
  run_id: string;
  summary: { rows_processed: number; trust_level: string };
  trust: { reasons: { code: string; evidence: string }[]; reference: Record<string, unknown> };
  newer_run: string | null;
  existed: boolean;
}

/** The small pipeline with a window of a day, over six days: 4 January, 11:20, to 10 January, 11:19. */
export interface DailyPipeline extends SmallPipeline {
  readonly dir: string;
  readonly daily: string;
  artifactsOf(name: string): string;
  latestOf(name: string, link?: string): string;
  runsOf(name: string): string[];
  /** The arguments of `oads run` into artifacts of a name. */
  run(name: string, ...args: string[]): string[];
  remove(): Promise<void>;
}

export async function makeDailyPipeline(): Promise<DailyPipeline> {
  const scratch = await scratchDir();
  const pipeline = await makeSmallPipeline(scratch.dir);
  pipeline.writeBatch('batch.csv', makeShipments(6 * 1440, 2, 5000));
  const daily = pipeline.reconfigure('daily.yaml', (yaml) => yaml.replace('key:', 'window: {column: shipped, length: 1d}\nkey:'));
  const artifactsOf = (name: string) => path.join(scratch.dir, 'artifacts', name);
  return {
    ...pipeline,
    dir: scratch.dir,
    daily,
    artifactsOf,
    latestOf: (name, link = 'latest') => path.basename(readlinkSync(path.join(artifactsOf(name), 'shipments', link))),
    runsOf: (name) => readdirSync(path.join(artifactsOf(name), 'shipments', 'runs')).sort(),
    run: (name, ...args) => ['run', '-c', daily, '--artifacts', artifactsOf(name), ...args],
    remove: scratch.remove,
  };
}

/** Sends the signal once stderr says so. */
export async function interrupt(args: string[], said: RegExp, signal: NodeJS.Signals) {
  let text = '';
  const onStart = (child: ChildProcess) =>
    child.stderr?.on('data', (chunk: string) => {
      const before = said.test(text);
      text += chunk;
      if (!before && said.test(text)) child.kill(signal);
    });
  return startOads(args, { ...NOW, onStart }).finished;
}
