import { mkdtempSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadConfig } from '../../../../src/core/config/load-config.ts';
import type { FileFormat } from '../../../../src/core/frame/file-format.ts';
import { loadPolars } from '../../../../src/core/frame/polars.ts';
import { openStreamWriter } from '../../../../src/core/frame/write/write-stream.ts';
import { silentEffects } from '../../../../src/core/pipeline/effects.ts';
import { RowIntake } from '../../../../src/core/pipeline/intake.ts';
import { makePlan, type Plan, requireBundle } from '../../../../src/core/pipeline/plan.ts';
import { createRegistry, optionSchemas } from '../../../../src/core/pipeline/registry.ts';
import { scoreAlone } from '../../../../src/core/pipeline/score-alone.ts';
import { streamSource } from '../../../../src/core/pipeline/sources.ts';
import { openShapedStream } from '../../../../src/core/pipeline/stream/stream-load.ts';
import { streamScores } from '../../../../src/core/pipeline/stream/stream-scores.ts';
import { openCsvResults } from '../../../../src/core/score/csv-results.ts';
import { AS_OF, scratchDir } from '../../../support/cli.ts';
import { makeSmallPipeline } from '../../../support/small-pipeline.ts';

const test = suite('pipeline/stream-scores');
let scratch: Awaited<ReturnType<typeof scratchDir>>;
let plan: Plan;

test.before(async () => {
  scratch = await scratchDir();
  const pipeline = await makeSmallPipeline(scratch.dir);
  const file = pipeline.reconfigure('here.yaml', (yaml) => `${yaml}score: {workers: 0}\n`);
  await loadPolars();
  const registry = createRegistry();
  const config = loadConfig(file, {}, optionSchemas(registry), registry.brokenPlugins);
  plan = await makePlan(config, registry, { asOf: new Date(AS_OF), now: new Date(AS_OF) });
});
test.after(() => scratch.remove());

/** A sink that keeps what it gets: the writer may write over it. */
function openMemory() {
  const pieces: Buffer[] = [];
  const write = async (bytes: Uint8Array) => {
    pieces.push(Buffer.from(bytes));
  };
  return { sink: { write }, target: { writeFile: write }, bytes: () => Buffer.concat(pieces) };
}

/** The bytes come in pieces, as a pipe gives them. */
function sourceOf(bytes: Buffer, pieceBytes: number, scratchDir: string) {
  const pieces = Array.from({ length: Math.ceil(bytes.length / pieceBytes) }, (_, index) =>
    bytes.subarray(index * pieceBytes, (index + 1) * pieceBytes),
  );
  return streamSource({ plan, effects: silentEffects, scratchDir }, 'stdin', Readable.from(pieces));
}

async function takeIn(bytes: Buffer, pieceBytes: number, dir: string): Promise<RowIntake> {
  const intake = new RowIntake(plan, silentEffects, path.join(dir, 'rows'));
  await intake.take(sourceOf(bytes, pieceBytes, dir).open());
  await intake.close();
  return intake;
}

async function scoreStream(bytes: Buffer, pieceBytes: number, dir: string) {
  const memory = openMemory();
  const stream = openShapedStream(plan, [sourceOf(bytes, pieceBytes, dir)], silentEffects);
  const openWriter = async (layout: Parameters<typeof openCsvResults>[1]) => openCsvResults(memory.target, layout);
  const metrics = await streamScores(plan, requireBundle(plan), stream, { version: 'test', openWriter }, silentEffects);
  return { csv: memory.bytes().toString(), metrics };
}

const cell = (value: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 9, arbitrary: value.map(String) }, { weight: 1, arbitrary: fc.constant('') });
const ROWS = fc.array(
  fc.tuple(
    cell(fc.double({ min: -5, max: 2e5, noNaN: true })), // negative, or too large: set aside
    cell(fc.double({ min: -100, max: 1000, noNaN: true })),
    cell(fc.constantFrom('air', 'sea', 'road', 'mule', 'a "b", c')),
  ),
  { maxLength: 40 },
);

test('property: rows that were released score as the same rows alone, streamed or spooled, whatever carried them', async () => {
  let setAside = 0;
  await fc.assert(
    fc.asyncProperty(
      ROWS,
      fc.integer({ min: 1, max: 400 }),
      fc.constantFrom<FileFormat>('arrow', 'csv', 'ndjson', 'parquet'),
      async (rows, pieceBytes, format) => {
        const dir = mkdtempSync(path.join(scratch.dir, 'case-'));
        const lines = rows.map(
          ([weight, hours, mode], id) => `${id},2026-10-01T00:00:00Z,${weight},${hours},"${mode.replaceAll('"', '""')}"\n`,
        );
        const csv = Buffer.from(`id,shipped,weight,hours,mode\n${lines.join('')}`);

        const intake = await takeIn(csv, pieceBytes, dir);
        setAside += intake.quality.rows.quarantined;
        const memory = openMemory();
        const writer = await openStreamWriter(memory.sink, format, dir);
        for await (const { batch } of intake.readKept()) await writer.write(batch);
        await writer.close();

        const file = path.join(dir, 'alone.csv');
        const write = async (scored: { writeResults: (to: string, claims: never) => unknown }, claims: unknown) => {
          await scored.writeResults(file, claims as never);
        };
        const alone = await scoreAlone(plan, requireBundle(plan), intake, { scratchDir: dir, version: 'test', write }, silentEffects);
        const streamed = await scoreStream(csv, pieceBytes, dir);
        if (format === 'ndjson' && intake.quality.rows.kept === 0) return assert.is(memory.bytes().length, 0, 'no row, no columns');
        const released = await scoreStream(memory.bytes(), pieceBytes, dir);
        const expected = readFileSync(file, 'utf8');
        assert.is(streamed.csv, expected);
        assert.is(released.csv, expected);
        assert.equal(streamed.metrics, alone, 'the metrics are the same, too');
        assert.equal(released.metrics.anomaly_rate, alone.anomaly_rate);
      },
    ),
    { seed: 1, numRuns: 40 },
  );
  assert.ok(setAside > 10, 'some rows were set aside');
});

test.run();
