import { existsSync } from 'node:fs';
import path from 'node:path';
import { layoutOf } from '../artifacts/layout.ts';
import { listRunIds } from '../artifacts/list-run-ids.ts';
import { listPipelines, readRun } from '../artifacts/read-runs.ts';
import { verifyChain } from '../artifacts/verify-chain.ts';
import { ModelError, messageOf, StoreError, throwIfAborted } from '../errors.ts';
import { openBundle } from '../model/bundle.ts';
import { proveBundle } from '../model/prove-bundle.ts';

export interface VerifyReport {
  readonly kind: 'bundle' | 'artifacts';
  readonly path: string;
  /** Runs, or 1 for a bundle. */
  readonly checked: number;
  /** What was altered or is missing; empty when all is sound. */
  readonly problems: readonly string[];
}

/** Verifies a bundle, or every run and the chain of every pipeline. Throws StoreError when the path holds neither. */
export async function verifyPath(target: string, signal?: AbortSignal): Promise<VerifyReport> {
  if (existsSync(path.join(target, 'bundle.json'))) return verifyBundle(target);
  const pipelines = await listPipelines(target);
  if (pipelines.length === 0) {
    throw new StoreError('OADS_VERIFY_NOTHING', `expected a model bundle or an artifacts directory, got neither at ${target}`, {
      hint: 'name a directory with a bundle.json, or the directory that --artifacts named',
    });
  }
  const problems: string[] = [];
  let checked = 0;
  for (const pipeline of pipelines) {
    const { runs } = layoutOf(target, pipeline);
    for (const runId of await listRunIds(runs)) {
      throwIfAborted(signal);
      const run = await readRun(target, pipeline, runId);
      if (run.state === 'no_data') continue; // pruned since it was listed
      if (run.state === 'damaged') problems.push(...run.problems.map((problem) => `${pipeline}/runs/${runId}: ${problem}`));
      checked++;
    }
    throwIfAborted(signal);
    const chain = await verifyChain(target, pipeline);
    problems.push(...chain.problems.map((problem) => `${pipeline}: ${problem}`));
  }
  return { kind: 'artifacts', path: target, checked, problems };
}

async function verifyBundle(dir: string): Promise<VerifyReport> {
  const problems: string[] = [];
  try {
    await proveBundle(await openBundle(dir));
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    problems.push(messageOf(error));
  }
  return { kind: 'bundle', path: dir, checked: 1, problems };
}
