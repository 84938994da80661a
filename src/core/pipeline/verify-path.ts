import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { isPipelineName } from '../artifacts/artifact-names.ts';
import { layoutOf } from '../artifacts/layout.ts';
import { listPipelines } from '../artifacts/read-runs.ts';
import type { Problem } from '../artifacts/verify/problem.ts';
import { verifyPipeline } from '../artifacts/verify/verify-pipeline.ts';
import type { Config } from '../config/defaults.ts';
import { ModelError, messageOf, StoreError, throwIfAborted } from '../errors.ts';
import { holdsBundle, verifyBundle } from '../model/verify-bundle.ts';
import { type ComparedInput, compareInputs } from './compare-inputs.ts';
import { refuseOtherFeatures } from './plan.ts';

export interface VerifyReport {
  readonly kind: 'bundle' | 'artifacts';
  readonly path: string;
  /** Runs, or 1 for a bundle. */
  readonly checked: number;
  /** What was altered or is missing; empty when all is sound. */
  readonly problems: readonly Problem[];
  /** What killed runs left, which the next run or `oads prune` sweeps: no problem, and no part of any run. */
  readonly leftovers: readonly string[];
  /** With a config, whether what the newest run of its pipeline read is what is there now. A difference is no problem. */
  readonly inputs: readonly ComparedInput[];
}

/**
 * Verifies a bundle, or every run, the chain, the links and the kept rows of every pipeline. With a config, a bundle must have its
 * features. Throws StoreError when the path holds neither.
 */
export async function verifyPath(
  target: string,
  { config, signal }: { config?: Config; signal?: AbortSignal } = {},
): Promise<VerifyReport> {
  if (await holdsBundle(target)) return verifyBundlePath(target, config);
  const pipelines = await listPipelines(target);
  const headless = await findHeadless(target, pipelines);
  if (pipelines.length + headless.length === 0) {
    throw new StoreError('OADS_VERIFY_NOTHING', `expected a model bundle or an artifacts directory, got neither at ${target}`, {
      hint: 'name a directory with a bundle.json, or the directory that --artifacts named',
    });
  }
  const problems: Problem[] = [...headless];
  const leftovers: string[] = [];
  let checked = 0;
  for (const pipeline of pipelines) {
    throwIfAborted(signal);
    const found = await verifyPipeline(target, pipeline, signal);
    problems.push(...found.problems);
    leftovers.push(...found.leftovers);
    checked += found.checked;
  }
  const inputs = config && pipelines.includes(config.pipeline) ? await compareInputs(target, config) : [];
  return { kind: 'artifacts', path: target, checked, problems, leftovers, inputs };
}

/** Directories of pipelines that have lost their `runs`. */
async function findHeadless(target: string, pipelines: readonly string[]): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const name of (await readdir(target).catch(() => [])).filter(isPipelineName).sort()) {
    if (pipelines.includes(name)) continue;
    const { latest, runs } = layoutOf(target, name);
    if (!(await lstat(latest).catch(() => undefined))?.isSymbolicLink()) continue;
    problems.push({
      path: path.posix.join(name, path.basename(runs)),
      what: `${name}: runs is missing`,
      expected: 'a directory',
      got: 'nothing',
    });
  }
  return problems;
}

async function verifyBundlePath(target: string, config: Config | undefined): Promise<VerifyReport> {
  const { bundle, faults } = await verifyBundle(target);
  const problems = faults.map(({ file, text, expected, got }): Problem => {
    return { path: file ?? '.', what: `model bundle ${target}: ${text}`, expected, got };
  });
  if (config && bundle) {
    try {
      refuseOtherFeatures(config, bundle);
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      const names = (features: readonly { name: string }[]) => features.map(({ name }) => name).join(', ');
      const [expected, got] = [names(config.features), names(bundle.card.features)];
      problems.push({ path: 'bundle.json', what: messageOf(error), expected, got });
    }
  }
  return { kind: 'bundle', path: target, checked: 1, problems, leftovers: [], inputs: [] };
}
