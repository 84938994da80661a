// Artifacts directories of any size, without running a pipeline: made-up figures under right manifests.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deriveRunId } from '../../src/core/artifacts/derive-run-id.ts';
import { point, writeRun } from '../../test/support/artifacts.ts';

const RESULTS = 'anomaly_results.csv';
const sha256 = (content) => createHash('sha256').update(content).digest('hex');

/** `runs` sound runs of one pipeline, an hour apart, each chained to the one before; the newest has `rows` scored rows on disk. */
export async function makeArtifacts(artifactsDir, { runs, rows, newestMs }) {
  const asOf = (index) => new Date(newestMs - (runs - 1 - index) * 3_600_000).toISOString();
  const first = await writeRun(artifactsDir, { asOf: asOf(0), edit: (documents) => tellRows(documents, rows) });
  const template = await readTexts(first.runDir);
  let newest = first;
  for (let index = 1; index < runs; index++) newest = await copyRun(artifactsDir, template, first, newest, asOf(index));
  await writeResults(newest.runDir, rows);
  await writeManifest(newest);
  for (const link of ['latest', 'last_good']) await point(join(artifactsDir, 'demo', link), `runs/${newest.runId}`);
  return newest;
}

function tellRows({ metrics, system, quality, drift }, rows) {
  const rate = { value: 0.02, count: Math.round(rows / 50), n: rows, interval: [0.0198, 0.0202] };
  metrics.scored = rows;
  metrics.anomaly_rate = rate;
  system.summary.anomaly_rate = rate;
  system.summary.rows_processed = rows + 3;
  system.trust.data.rows_in = rows + 3;
  system.trust.data.scored = rows;
  quality.rows.in = rows + 3;
  quality.rows.kept = rows;
  drift.rows = rows;
}

async function readTexts(runDir) {
  const names = (await readdir(runDir)).filter((name) => name !== 'manifest.json');
  return Promise.all(names.map(async (name) => [name, await readFile(join(runDir, name), 'utf8')]));
}

async function copyRun(artifactsDir, template, first, previous, asOf) {
  const identity = { ...first.manifest.identity, as_of: asOf, input_digest: sha256(asOf) };
  const runId = deriveRunId(identity);
  const runDir = join(artifactsDir, 'demo', 'runs', runId);
  await mkdir(runDir);
  const files = {};
  await Promise.all(
    template.map(async ([name, text]) => {
      const own = text.replaceAll(first.runId, runId).replaceAll(first.manifest.identity.as_of, asOf);
      files[name] = { sha256: sha256(own), bytes: Buffer.byteLength(own) };
      await writeFile(join(runDir, name), own);
    }),
  );
  const finishedMs = Date.parse(asOf) + 60_000;
  const manifest = {
    ...first.manifest,
    run_id: runId,
    identity,
    started_at: new Date(finishedMs - 5000).toISOString(),
    finished_at: new Date(finishedMs).toISOString(),
    files,
    previous: { run_id: previous.runId, manifest_sha256: previous.manifestSha256 },
  };
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  await writeFile(join(runDir, 'manifest.json'), text);
  return { runId, runDir, manifest, manifestSha256: sha256(text) };
}

async function writeResults(runDir, rows) {
  const out = createWriteStream(join(runDir, RESULTS));
  out.write('flight,score,p_value,q_value,is_anomaly,reasons\n');
  for (let from = 0; from < rows; from += 10_000) {
    let text = '';
    for (let row = from; row < Math.min(rows, from + 10_000); row++)
      text += `F${row},0.${String((row * 7919) % 900_000).padStart(6, '0')},0.5,1,${row % 50 === 0},dep_delay ${row % 400}: above 99.98 % of reference\n`;
    if (!out.write(text)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
}

async function writeManifest({ runDir, manifest }) {
  const path = join(runDir, RESULTS);
  const hash = createHash('sha256');
  const { createReadStream } = await import('node:fs');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  const files = { ...manifest.files, [RESULTS]: { sha256: hash.digest('hex'), bytes: (await stat(path)).size } };
  await writeFile(join(runDir, 'manifest.json'), `${JSON.stringify({ ...manifest, files }, null, 2)}\n`);
}
