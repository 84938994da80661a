import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findViolations } from '../../src/core/schema/validate.ts';
import { SegmentSnapshot } from '../../src/core/snapshot/segment-snapshot.ts';
import type { SystemState } from '../../src/core/snapshot/system-state.ts';
import { runOads, scratchDir } from '../support/cli.ts';
import { type Flight, makeFlights, makeSegmentedPipeline, SEGMENTED_YAML, writeFlights } from '../support/segmented-pipeline.ts';

const test = suite('acceptance/segments');
let scratch: Awaited<ReturnType<typeof scratchDir>>;
let config: string;

const env = { OADS_AS_OF: '2026-03-02T00:00:00Z' };
const at = (name: string) => path.join(scratch.dir, name);

test.before(async () => {
  scratch = await scratchDir();
  ({ config } = await makeSegmentedPipeline(scratch.dir));
});
test.after(() => scratch.remove());

type Change = (flight: Flight, index: number) => void;
const keep: Change = () => {};

/** Runs on changed flights; what is read back is what the run wrote. */
async function run(change: Change, choose: (flight: Flight) => boolean = () => true, rows = 6000, file = config, flags: string[] = []) {
  writeFlights(at('batch.csv'), makeFlights(rows, 2, change).filter(choose));
  const { code, stdout, stderr } = await runOads(['run', '-c', file, ...flags], { env });
  assert.ok(code === 0 || flags.length > 0, stderr);
  const dir = path.join(
    scratch.dir,
    'artifacts',
    path.basename(file) === 'oads.yaml' ? 'carriers' : path.basename(file, '.yaml'),
    'latest',
  );
  const read = <T>(name: string) => JSON.parse(readFileSync(path.join(dir, name), 'utf8')) as T;
  const snapshot = read<SegmentSnapshot>('segment_snapshot.json');
  assert.equal(findViolations(SegmentSnapshot, snapshot), []);
  const { trust, summary } = read<SystemState>('system_state.json');
  const codes = trust.reasons.map(({ code: reason }) => reason);
  return { code, stdout, dir, trust, summary, codes, segments: snapshot.segmentations[0] };
}

test('sound carriers: all are judged, none stands out, and the run is certified', async () => {
  const { trust, segments, dir } = await run(keep);
  assert.is(trust.level, 'certified', JSON.stringify(trust.reasons));
  assert.is(segments.segments, 20);
  assert.equal(segments.drift, { tested: 20, moderate: 0, severe: 0, rows: 6000 });
  assert.equal(segments.quality, { tested: 20, warned: 0, failed: 0 });
  assert.is(
    segments.worst.reduce((sum, { anomalies }) => sum + (anomalies.rate?.n ?? 0), 0),
    6000,
  );
  const { files } = JSON.parse(readFileSync(path.join(dir, 'manifest.json'), 'utf8'));
  assert.ok('segment_snapshot.json' in files);
});

test('one carrier of 20 has drifted while the batch looks healthy: it is named in the artifact, the trust block and the summary', async () => {
  const { code, stdout, trust, codes, segments, summary } = await run(
    (flight) => {
      if (flight.carrier === 'C07') flight.distance += 200;
    },
    undefined,
    6000,
    config,
    ['--strict'],
  );
  assert.is(code, 1, 'what is said of a segment is a warning');
  assert.is(summary.drift_flag, 'none');
  assert.is(summary.quality_flag, 'pass');
  assert.equal(segments.drift, { tested: 20, moderate: 0, severe: 1, rows: 6000 });
  assert.equal(segments.worst[0].key, { carrier: 'C07' });
  assert.equal(
    segments.worst[0].drift.drifted.map(({ feature }) => feature),
    ['distance'],
  );
  const [{ effect, value, interval, q, n_ref, n_cur }] = segments.worst[0].drift.drifted;
  assert.equal([effect, n_cur], ['psi', 300]);
  assert.ok(n_ref && n_ref >= 300 && value && interval && interval[0] < value && value < interval[1] && q !== null && q < 0.01);
  assert.is(trust.level, 'qualified');
  assert.equal(codes, ['segment_drift']);
  assert.match(String(trust.reasons[0].evidence), /^carrier=C07: drift severe: distance \(PSI/);
  assert.equal(
    trust.segments?.[0].worst.map(({ segment }) => segment),
    ['carrier=C07'],
  );
  assert.match(stdout, /^segments +carrier: 1 of 20 drifted, 0 failing a check\n +- carrier=C07: drift severe: distance/m);
});

test('carriers that fail a check which all rows pass, one that is gone, and one that the reference does not hold', async () => {
  const { codes, segments, summary, trust } = await run(
    (flight, index) => {
      if (flight.carrier === 'C03' && index % 3 > 0) flight.distance = 3500;
      if (flight.carrier === 'C04' && index % 40 === 4) flight.delay = null;
      if (flight.carrier === 'C05' && index % 60 === 5) flight.delay = 999;
      if (flight.carrier === 'C12') flight.carrier = 'ZZ';
    },
    ({ carrier }) => carrier !== 'C11',
  );
  assert.is(summary.quality_flag, 'warn', 'rows that were set aside');
  assert.is(summary.drift_flag, 'none');
  assert.equal(segments.quality, { tested: 19, warned: 1, failed: 2 }, 'C11 and C12 are gone, ZZ is judged, too');
  const failed = segments.worst.filter(({ quality }) => quality.failed.length > 0);
  assert.equal(failed.map(({ key, quality }) => [key.carrier, quality.failed[0].check, quality.failed[0].failed.n]).sort(), [
    ['C03', 'distance-usual', 300],
    ['C04', 'delays-known', 300],
    ['C05', 'quarantine', 300],
  ]);
  assert.is(segments.missing, 2);
  assert.equal(segments.new, { segments: 1, rows: 300, more: false });
  assert.equal(
    segments.worst
      .filter(({ state }) => state !== 'known')
      .map(({ key, state }) => [key.carrier, state])
      .sort(),
    [
      ['C11', 'missing'],
      ['C12', 'missing'],
      ['ZZ', 'new'],
    ],
  );
  assert.ok(codes.includes('segment_quality'));
  assert.is(trust.segments?.[0].missing, 2);
  const { stdout } = await runOads(['check', '-c', config], { env });
  assert.match(stdout, /^- carrier=C03: fails distance-usual: 66\.7 % of 300 rows \(95 % interval 61\.2 % to 71\.8 %\), 5 % allowed/m);
  assert.match(stdout, /^- carrier=C11: missing: 0 rows, about 285 expected \(q = \d\.\de-\d+\)/m);
});

const isNight = ({ at: time }: Flight) => Number(time.slice(11, 13)) < 12;

test('a batch of nights only: severe against all of the reference, none against its nights, and no more than qualified', async () => {
  const { codes, summary, trust, dir } = await run(keep, isNight, 12_000);
  assert.is(summary.drift_flag, 'severe');
  const { season } = JSON.parse(readFileSync(path.join(dir, 'drift_snapshot.json'), 'utf8'));
  assert.is(season.verdict, 'none');
  assert.equal(season.by, ['hour/12(at)']);
  assert.is(season.phases.batch, 1);
  assert.ok(codes.includes('drift_seasonal') && !codes.includes('drift_severe_warn'), codes.join());
  assert.is(trust.level, 'qualified');
});

test('nights that look like days: the reference as a whole sees nothing, its nights do', async () => {
  const { codes, summary, dir } = await run((flight) => {
    flight.at = flight.at.replace(/T../, 'T03');
  });
  assert.is(summary.drift_flag, 'none');
  assert.equal(codes, ['season_drift']);
  const { season } = JSON.parse(readFileSync(path.join(dir, 'drift_snapshot.json'), 'utf8'));
  const [{ effect, interval, n_cur }] = season.features;
  assert.equal([effect, interval.length, n_cur], ['psi', 2, 6000]);
  const { stdout } = await runOads(['drift', '-c', config], { env });
  assert.match(
    stdout,
    /^same season severe: 1 of 2 tested features drifted, 1 of them severely; by hour\/12\(at\)\n {2}same season, delay: PSI/m,
  );
});

test('a bundle without groups opens, and says what it cannot tell', async () => {
  const plain = at('plain.yaml');
  writeFileSync(plain, SEGMENTED_YAML.replace(/^segments.*\nseason.*\n/m, '').replace('path: model', 'path: old'));
  assert.is((await runOads(['fit', '-c', plain, '--reference', at('reference.csv')])).code, 0);
  assert.not(existsSync(at('old/groups.json')));
  assert.ok(existsSync(at('model/groups.json')));
  const others = at('others.yaml');
  writeFileSync(others, SEGMENTED_YAML.replace('path: model', 'path: old').replace('pipeline: carriers', 'pipeline: others'));
  const { codes, segments } = await run(keep, undefined, 6000, others);
  assert.equal(codes, ['season_unknown', 'segments_unknown']);
  assert.match(String(segments.why_no_drift), /holds no reference by carrier \(fit it again/);
  assert.is(segments.quality.tested, 20);
  assert.equal(segments.worst[0].drift, { verdict: 'unavailable', drifted: [] });
  const failing = await run(
    (flight, index) => {
      if (flight.carrier === 'C03' && index % 3 > 0) flight.distance = 3500;
    },
    undefined,
    6000,
    others,
  );
  assert.equal(failing.codes, ['season_unknown', 'segment_quality', 'segments_unknown']);
  const line =
    /carrier: 20 segments, 1 failing a check[^;]*; drift not judged: the model bundle holds no reference by carrier \(fit it again with this config\)\n/;
  assert.match(failing.stdout, line);
  assert.match((await runOads(['drift', '-c', others], { env })).stdout, line);
});

test('a column that neither contract nor source knows: the one that was meant is named', async () => {
  const misspelt = at('misspelt.yaml');
  const yaml = SEGMENTED_YAML.replace('segments: [carrier]', 'segments: [carier]').replace('pipeline: carriers', 'pipeline: misspelt');
  writeFileSync(misspelt, yaml);
  const refused = await runOads(['check', '-c', misspelt], { env });
  assert.is(refused.code, 2);
  assert.match(refused.stderr, /got "carier" \(did you mean "carrier"\?\)/);
  writeFileSync(misspelt, yaml.replace(/^contract:\n( .*\n)+/m, '').replace(/^season.*\n/m, ''));
  const { stderr, stdout } = await runOads(['check', '-c', misspelt], { env });
  assert.match(stderr, /segments names "carier", a column that the source does not have: did you mean "carrier"\?/);
  assert.match(stdout, /^carier: not judged, column "carier" is missing$/m);
});

test('a bundle whose groups were altered is refused', async () => {
  const file = at('model/groups.json');
  const sound = readFileSync(file, 'utf8');
  writeFileSync(file, sound.replace('"rows":1000', '"rows":1001'));
  const { code, stderr } = await runOads(['drift', '-c', config], { env });
  writeFileSync(file, sound);
  assert.is(code, 4);
  assert.match(stderr, /groups\.json was altered/);
});

test('masked segments are judged by their tokens', async () => {
  const masked = at('masked.yaml');
  const yaml = SEGMENTED_YAML.replace('path: model', 'path: masked').replace('pipeline: carriers', 'pipeline: masked');
  writeFileSync(masked, `${yaml}columns: {mask: [carrier], mask_key: 0123456789abcdef}\n`);
  assert.is((await runOads(['fit', '-c', masked, '--reference', at('reference.csv')])).code, 0);
  assert.not(/"C07"/.test(readFileSync(at('masked/groups.json'), 'utf8')));
  const shift: Change = (flight) => {
    if (flight.carrier === 'C07') flight.distance += 200;
  };
  const { trust } = await run(shift, undefined, 6000, masked);
  assert.is(trust.segments?.[0].drifted, 1);
  assert.match(String(trust.segments?.[0].worst[0].segment), /^carrier=masked-[a-z2-7]{24}$/);
});

test.run();
