import { lstat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { messageOf, systemCode } from '../errors.ts';
import type { DriftSnapshot } from '../snapshot/drift-snapshot.ts';
import type { InferenceMetrics } from '../snapshot/inference-metrics.ts';
import type { Manifest } from '../snapshot/manifest.ts';
import type { QualitySnapshot } from '../snapshot/quality-snapshot.ts';
import type { SegmentSnapshot } from '../snapshot/segment-snapshot.ts';
import type { SystemState } from '../snapshot/system-state.ts';
import { isRunFileName, isRunId, RUN_FILES } from './artifact-names.ts';
import { deriveRunId } from './derive-run-id.ts';
import { digestHistory } from './digest-history.ts';
import { inspectFile } from './inspect-file.ts';
import { interpreterFor, NEWER } from './interpret-document.ts';
import type { Finding } from './verify/problem.ts';

/** A run whose every file is what its manifest says. The documents are shared between readers: never change them. */
export interface SoundRun {
  readonly state: 'ok';
  readonly run_id: string;
  readonly manifest: Manifest;
  readonly manifest_sha256: string;
  readonly quality: QualitySnapshot;
  readonly drift: DriftSnapshot;
  readonly metrics: InferenceMetrics;
  readonly system: SystemState;
  /** Undefined for a pipeline without segments. */
  readonly segments?: SegmentSnapshot;
  /** When `latest` was last pointed at it: a later run with the same result confirms it. null unless it was read as the latest. */
  readonly confirmed_at: string | null;
}

/** A run that must not be used, and everything that is wrong with it. */
export interface DamagedRun {
  readonly state: 'damaged';
  /** null when not even that is known. */
  readonly run_id: string | null;
  readonly problems: readonly string[];
  /** Nothing else is wrong than that a newer oads wrote it: it may be sound, and is as little to be used. */
  readonly isNewer?: boolean;
  /** The same, by file; undefined where a link is what is wrong. */
  readonly findings?: readonly Finding[];
}

type Documents = Pick<SoundRun, 'quality' | 'drift' | 'metrics' | 'system' | 'segments'>;

/**
 * Checks a run's directory against its manifest: schemas, sizes, sha256 of every listed file, and that all files
 * speak of this run. Files that are not listed are not looked at. Never throws for what is on the disk.
 */
export async function verifyRun(runDir: string, expected: { pipeline?: string } = {}): Promise<SoundRun | DamagedRun> {
  const runId = basename(runDir);
  if (!isRunId(runId))
    return damaged(null, [
      { file: null, text: `the directory's name is ${JSON.stringify(runId)}, expected a run id of 16 hexadecimal digits` },
    ]);
  try {
    if (!(await lstat(runDir)).isDirectory()) return damaged(runId, [{ file: null, text: `runs/${runId} is not a directory` }]);
  } catch (error) {
    const why = systemCode(error) === 'ENOENT' ? 'is missing' : `cannot be read (${systemCode(error) ?? messageOf(error)})`;
    return damaged(runId, [{ file: null, text: `runs/${runId} ${why}` }]);
  }
  const manifestFile = await inspectFile(join(runDir, 'manifest.json'), { interpret: interpreterFor('manifest.json') });
  if (manifestFile.problems.length > 0)
    return damaged(
      runId,
      manifestFile.problems.map((problem) => ({ file: 'manifest.json', text: `manifest.json ${problem}` })),
    );
  const manifest = manifestFile.document as Manifest;

  const documents = new Map<string, unknown>();
  const problems = (await Promise.all(fileNames(manifest).map((name) => verifyFile(runDir, manifest, name, documents)))).flat();
  problems.unshift(...contradictionsOf('manifest.json', manifest, { run_id: runId, pipeline: expected.pipeline ?? manifest.pipeline }));
  if (manifest.identity.pipeline !== manifest.pipeline) problems.push(ofManifest('manifest.json: identity.pipeline is another pipeline'));
  if (deriveRunId(manifest.identity) !== manifest.run_id)
    problems.push(ofManifest('manifest.json: its run id is not that of its identity'));
  if (problems.length > 0) return damaged(runId, problems);

  const found: Documents = {
    quality: documents.get('quality_snapshot.json') as QualitySnapshot,
    drift: documents.get('drift_snapshot.json') as DriftSnapshot,
    metrics: documents.get('inference_metrics.json') as InferenceMetrics,
    system: documents.get('system_state.json') as SystemState,
    segments: documents.get('segment_snapshot.json') as SegmentSnapshot | undefined,
  };
  problems.push(...findContradictions(manifest, found));
  if (problems.length > 0) return damaged(runId, problems);
  return { state: 'ok', run_id: runId, manifest, manifest_sha256: manifestFile.sha256 as string, ...found, confirmed_at: null };
}

function fileNames(manifest: Manifest): string[] {
  return [...new Set([...RUN_FILES, ...Object.keys(manifest.files)])];
}

async function verifyFile(runDir: string, manifest: Manifest, name: string, documents: Map<string, unknown>): Promise<Finding[]> {
  // A manifest is data: a name in it must not lead out of the directory.
  if (!isRunFileName(name))
    return [ofManifest(`manifest.json lists ${JSON.stringify(name.slice(0, 80))}, which is not a file name of a run`)];
  if (!Object.hasOwn(manifest.files, name)) return [ofManifest(`manifest.json does not list ${name}`)];
  const { bytes, sha256 } = manifest.files[name];
  const file = await inspectFile(join(runDir, name), { expectedBytes: bytes, interpret: interpreterFor(name) });
  if (file.sha256 !== null && file.sha256 !== sha256) {
    const text = `${name} has sha256 ${file.sha256.slice(0, 12)}…, the manifest says ${sha256.slice(0, 12)}…: it was altered`;
    return [{ file: name, text, expected: sha256, got: file.sha256 }];
  }
  documents.set(name, file.document);
  const sizes = file.bytes === bytes ? {} : { expected: `${bytes} bytes`, got: `${file.bytes} bytes` };
  return file.problems.map((problem) => ({ file: name, text: `${name} ${problem}`, ...sizes }));
}

function findContradictions(manifest: Manifest, { quality, drift, metrics, system, segments }: Documents): Finding[] {
  const envelope = { run_id: manifest.run_id, pipeline: manifest.pipeline };
  const problems = [
    ...contradictionsOf('quality_snapshot.json', quality, envelope),
    ...contradictionsOf('drift_snapshot.json', drift, envelope),
    ...contradictionsOf('inference_metrics.json', metrics, envelope),
    ...contradictionsOf('system_state.json', system, envelope),
    ...(segments ? contradictionsOf('segment_snapshot.json', segments, envelope) : []),
  ];
  const levels = new Set([manifest.trust_level, metrics.trust, system.summary.trust_level, system.trust.level]);
  const history = drift.persistence ? digestHistory(drift.persistence.history) : null;
  if (history !== manifest.identity.history_digest)
    problems.push({ file: 'drift_snapshot.json', text: "drift_snapshot.json: its history is not that of the run's identity" });
  if (levels.size > 1) {
    const text = `the files disagree on the trust level: ${[...levels].map((level) => level.slice(0, 40)).join(', ')}`;
    problems.push({ file: 'manifest.json', text });
  }
  return problems;
}

function contradictionsOf(
  name: string,
  document: { run_id: string; pipeline: string },
  expected: { run_id: string; pipeline: string },
): Finding[] {
  const problems: Finding[] = [];
  for (const key of ['run_id', 'pipeline'] as const) {
    if (document[key] !== expected[key])
      problems.push({
        file: name,
        text: `${name}: ${key} is ${JSON.stringify(document[key].slice(0, 80))}, expected ${expected[key]}`,
        expected: expected[key],
        got: document[key],
      });
  }
  return problems;
}

function ofManifest(text: string): Finding {
  return { file: 'manifest.json', text };
}

function damaged(run_id: string | null, findings: readonly Finding[]): DamagedRun {
  const isNewer = findings.every(({ file, text }) => file !== null && text.startsWith(`${file} ${NEWER}`));
  return { state: 'damaged', run_id, problems: findings.map(({ text }) => text), findings, ...(isNewer && { isNewer }) };
}
