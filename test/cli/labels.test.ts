import { readFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { appendAcknowledgement } from '../../src/core/artifacts/acknowledge/append-acknowledgement.ts';
import { writeRun } from '../support/artifacts.ts';
import { runOads, scratchDir } from '../support/cli.ts';

const test = suite('cli/labels');
let scratch: Awaited<ReturnType<typeof scratchDir>>;

test.before(async () => {
  scratch = await scratchDir();
  const { runId, manifest } = await writeRun(scratch.dir);
  for (const [flight, verdict] of [
    ['=F0', 'confirmed'],
    ['F7', 'false_alarm'],
    ['F14', 'confirmed'],
    ['F14', 'withdrawn'],
  ] as const) {
    const place = { pipeline: 'demo', run_id: runId, input_digest: manifest.identity.input_digest, key: { flight } };
    const said = { verdict, note: null, by: null, time: '2026-03-01T08:00:00.000Z' };
    await appendAcknowledgement(scratch.dir, { ...place, ...said, score: 0.8, rank: 1, trust_level: 'certified' }, () => new Date());
  }
});
test.after(() => scratch.remove());

test('labels go to stdout, to a file, and into --json', async () => {
  const file = path.join(scratch.dir, 'labels.csv');
  const [csv, written, ndjson] = await Promise.all([
    runOads(['labels', '--artifacts', scratch.dir]),
    runOads(['labels', '--artifacts', scratch.dir, '--pipeline', 'demo', '-o', file, '--json']),
    runOads(['labels', '--artifacts', scratch.dir, '--format', 'ndjson']),
  ]);
  assert.is(csv.code, 0, csv.stderr);
  assert.match(
    csv.stdout,
    /^flight,verdict,time,note,by,run_id\r\n'=F0,confirmed,2026-03-01T08:00:00\.000Z,,,[0-9a-f]{16}\r\nF7,false_alarm,/,
  );
  assert.is(csv.stdout.split('\r\n').length, 4, 'a withdrawn mark is no label');
  assert.is(readFileSync(file, 'utf8'), csv.stdout);
  const result = JSON.parse(written.stdout);
  assert.equal([result.confirmed, result.false_alarms, result.output, result.labels[0].key], [1, 1, file, { flight: '=F0' }]);
  assert.is(JSON.parse(ndjson.stdout.split('\n')[0]).key.flight, '=F0');
});

test('a pipeline that is not there is a usage error that names those that are', async () => {
  const { code, stderr } = await runOads(['labels', '--artifacts', scratch.dir, '--pipeline', 'other']);
  assert.is(code, 2);
  assert.match(stderr, 'there are demo');
});

test.run();
