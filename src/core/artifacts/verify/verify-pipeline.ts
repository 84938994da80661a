import path from 'node:path';
import { throwIfAborted } from '../../errors.ts';
import { isWrittenAs } from '../../schema/seal.ts';
import { layoutOf } from '../layout.ts';
import { listRunIds } from '../list-run-ids.ts';
import { readRun } from '../read-runs.ts';
import { verifyChain } from '../verify-chain.ts';
import type { SoundRun } from '../verify-run.ts';
import { findStrays, listStrays } from './find-strays.ts';
import type { Finding, Problem } from './problem.ts';
import { verifyLog } from './verify-log.ts';
import { verifyNotifications } from './verify-notifications.ts';
import { verifySpool } from './verify-spool.ts';

/** Everything of one pipeline: each run, what lies beside its files, the chain, the links, the kept rows. */
export async function verifyPipeline(
  artifactsDir: string,
  pipeline: string,
  signal?: AbortSignal,
): Promise<{ checked: number; problems: Problem[]; leftovers: readonly string[] }> {
  const layout = layoutOf(artifactsDir, pipeline);
  const problems: Problem[] = [];
  let checked = 0;
  for (const runId of await listRunIds(layout.runs)) {
    throwIfAborted(signal);
    const run = await readRun(artifactsDir, pipeline, runId);
    if (run.state === 'no_data') continue; // pruned since it was listed
    const place = `${pipeline}/runs/${runId}`;
    if (run.state === 'ok') problems.push(...(await verifyBeside(path.join(layout.runs, runId), place, run)));
    else {
      const findings: readonly Finding[] = run.findings ?? run.problems.map((text) => ({ file: null, text }));
      for (const { file, text, expected = null, got = null } of findings)
        problems.push({ path: file === null ? place : `${place}/${file}`, what: `${place}: ${text}`, expected, got });
    }
    checked++;
  }
  throwIfAborted(signal);
  const said = new Set(problems.map(({ what }) => what));
  for (const text of (await verifyChain(artifactsDir, pipeline)).problems) {
    const [, runId, rest] = /^run ([0-9a-f]{16}): (.*)$/s.exec(text) ?? [];
    if (said.has(`${pipeline}/runs/${runId}: ${rest}`)) continue; // a manifest is read by both
    problems.push({ path: placeOf(text, pipeline), what: `${pipeline}: ${text}`, expected: null, got: null });
  }
  throwIfAborted(signal);
  const strays = await findStrays(layout, pipeline);
  problems.push(
    ...(await verifySpool(layout, pipeline)),
    ...(await verifyLog(artifactsDir, pipeline)),
    ...(await verifyNotifications(layout, pipeline)),
    ...strays.problems,
  );
  return { checked, problems, leftovers: strays.leftovers };
}

/** What a manifest does not say: that it is written as oads writes it, and that nothing else lies there. */
async function verifyBeside(dir: string, place: string, { manifest, manifest_sha256 }: SoundRun): Promise<Problem[]> {
  const problems = await listStrays(dir, place, (name) => name === 'manifest.json' || Object.hasOwn(manifest.files, name));
  if (manifest.seal !== undefined && !isWrittenAs(manifest, manifest_sha256)) {
    const what = `${place}: manifest.json is not as it was written: something was added to it or taken away`;
    problems.push({ path: `${place}/manifest.json`, what, expected: null, got: manifest_sha256 });
  }
  return problems;
}

/** The file or link that a sentence about the chain is about: its first word, or the run that it names first. */
function placeOf(text: string, pipeline: string): string {
  const [, name] = /^(latest|last_good|pruned\.json) /.exec(text) ?? [];
  if (name !== undefined) return `${pipeline}/${name}`;
  const [, missing] = /follows run ([0-9a-f]{16}), which is missing/.exec(text) ?? [];
  if (missing !== undefined) return `${pipeline}/runs/${missing}`;
  const [, runId] = /^run ([0-9a-f]{16})/.exec(text) ?? [];
  return runId === undefined ? `${pipeline}/runs` : `${pipeline}/runs/${runId}/manifest.json`;
}
