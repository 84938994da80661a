// node bench/foreign/compare.mjs DIR: wraps the isolation forests that make-models.py wrote below DIR, as `oads fit --onnx`
// does, and compares the scores of the wrapped bundle with those of scikit-learn. Fails where they differ by more than 1e-5.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Batch } from '../../src/core/frame/batch.ts';
import { openBundle } from '../../src/core/model/bundle.ts';
import { openForeign } from '../../src/core/model/foreign/open-foreign.ts';
import { wrapForeign } from '../../src/core/model/foreign/wrap-foreign.ts';
import { writeBundle } from '../../src/core/model/write-bundle.ts';
import { openRowScorer } from '../../src/core/score/score-rows.ts';
import { printTable, showNumber } from '../print-table.mjs';

const TOLERANCE = 1e-5;
const OPTIONS = { calibrationRows: 2000, falseAlarmRate: 0.01, seed: 1, missing: 'median' };

const [dir] = process.argv.slice(2);
if (!dir) {
  console.error('usage: node bench/foreign/compare.mjs DIR, where `python bench/foreign/make-models.py DIR` wrote models');
  process.exit(2);
}
const scratch = mkdtempSync(path.join(tmpdir(), 'oads-bench-'));
const rows = [];
let worst = 0;
const names = readdirSync(dir).filter((name) => /^\d+x\d+x\d+$/.test(name));
for (const name of names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))) {
  const { cells, difference } = await compare(path.join(dir, name));
  worst = Math.max(worst, difference);
  rows.push(cells);
}
rmSync(scratch, { recursive: true });
printTable(
  'scikit-learn isolation forests, wrapped: scores as in scikit-learn?',
  ['trees x samples x features', 'model', 'load', 'score', 'rows', 'largest difference', 'anomalies'],
  rows,
);
console.log(`\n${names.length} models, largest difference ${worst.toExponential(1)}, tolerance ${TOLERANCE}`);
if (names.length === 0 || !(worst <= TOLERANCE)) process.exitCode = 1;

async function compare(at) {
  const facts = JSON.parse(readFileSync(path.join(at, 'facts.json'), 'utf8'));
  const width = facts.features;
  const expected = new Float64Array(readFloats(at, 'expected.f64'));
  const data = new Float32Array(readFloats(at, 'rows.f32'));
  const count = expected.length;
  const specs = Array.from({ length: width }, (_, index) => {
    const name = `x${index}`;
    return { name, column: name, kind: 'numeric', transform: 'identity', model: true };
  });
  const columns = new Map(
    specs.map(({ column }, index) => [
      column,
      { type: 'number', values: Float64Array.from({ length: count }, (_, row) => data[row * width + index]) },
    ]),
  );
  const batch = Batch.fromColumns(
    specs.map(({ column }) => ({ name: column, type: 'number' })),
    columns,
    count,
  );
  let bytes = 0;
  const began = performance.now();
  const foreign = await openForeign({ file: path.join(at, 'model.onnx'), width, orientation: 'lower', onLoad: (size) => (bytes = size) });
  const loadMs = performance.now() - began;
  const read = async function* () {
    yield batch;
  };
  const input = { name: 'forest', read, rows: count, rowsQuarantined: 0, inputDigest: '0'.repeat(64), from: null, to: null };
  const content = await wrapForeign(input, specs, foreign, OPTIONS);
  await foreign.session.release();
  const bundleDir = path.join(scratch, path.basename(at));
  await writeBundle(bundleDir, content);
  const scorer = await openRowScorer(await openBundle(bundleDir), { workers: 0 });
  const scoringBegan = performance.now();
  const scores = await scorer.scoreMatrix(data, count);
  const scoreMs = performance.now() - scoringBegan;
  await scorer.close();
  // Wrapped scores are turned: higher is more anomalous.
  const difference = expected.reduce((most, score, row) => Math.max(most, Math.abs(score + scores[row])), 0);
  return {
    difference,
    cells: [
      path.basename(at).replaceAll('x', ' x '),
      `${showNumber(bytes / 1e6, 2)} MB`,
      `${showNumber(loadMs / 1000, 2)} s`,
      `${showNumber(scoreMs / 1000, 2)} s`,
      showNumber(count, 0),
      difference.toExponential(1),
      showNumber(scores.filter((score) => score >= content.card.threshold).length, 0),
    ],
  };
}

function readFloats(at, name) {
  const bytes = readFileSync(path.join(at, name));
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
}
