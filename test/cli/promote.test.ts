import { realpathSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runJson, runOads } from '../support/cli.ts';
import { type DailyPipeline, makeDailyPipeline, type RunJson } from '../support/daily-pipeline.ts';

const test = suite('cli/promote');
let pipeline: DailyPipeline;

test.before(async () => {
  pipeline = await makeDailyPipeline();
});
test.after(() => pipeline.remove());

test('an old reference opens no more than qualified; its age is in the summary and the artifacts', async () => {
  const aged = pipeline.reconfigure('aged.yaml', (yaml) => `${yaml}reference: {max_age: 5d}\n`);
  const at = (asOf: string) =>
    runJson<RunJson & { reference_age_seconds: number }>(['run', '-c', aged, '--artifacts', pipeline.artifactsOf('aged'), '--as-of', asOf]);
  const old = await at('2026-01-12T11:19:00Z');
  assert.equal([old.code, old.json.summary.trust_level, old.json.reference_age_seconds], [0, 'qualified', 8 * 86_400], old.stderr);
  assert.equal(
    old.json.trust.reasons.map(({ code }) => code),
    ['reference_old'],
  );
  assert.is(old.json.trust.reasons[0].evidence, 'it ends 2026-01-04T11:19:00Z, 8d before the as-of time; the limit is 5d');
  assert.equal(old.json.trust.reference, { from: '2026-01-01T00:00:00Z', to: '2026-01-04T11:19:00Z', max_age_seconds: 432_000 });
  const text = await runOads(['run', '-c', pipeline.daily, '--artifacts', pipeline.artifactsOf('aged'), '--as-of', '2026-01-08T11:19:00Z']);
  assert.match(text.stdout, /^reference +ends 2026-01-04T11:19:00Z, 4d before the as-of time$/m);
  assert.match(text.stdout, /^trust level +certified$/m, 'without a limit an age is no reason');
});

test('a new bundle is compared, promoted and taken back; the runs after it read it', async () => {
  const place = path.join(pipeline.dir, 'model');
  const bundleOf = async () =>
    (await runJson<{ trust: { model: { bundle_sha256: string } } }>(pipeline.run('promoted', '--as-of', '2026-01-09T00:00:00Z'))).json.trust
      .model.bundle_sha256;
  const old = await bundleOf();
  const fit = ['fit', '-c', pipeline.config, '--reference', pipeline.batch, '--compare'];
  const { code, json, stderr } = await runJson<{ dir: string; digest: string; replaced: string | null; comparison: Record<string, never> }>(
    fit,
  );
  assert.equal([code, json.dir, json.replaced], [0, `${place}.next`, null], stderr);
  const { scores, old_saw_the_rows, verdict, drift } = json.comparison as unknown as {
    scores: {
      rows: number;
      rank_correlation: number;
      top: { rows: number; common: number };
      old: { flagged: { n: number } };
      new: { flagged: { count: number } };
    };
    old_saw_the_rows: string;
    verdict: string;
    drift: { verdict: string };
  };
  assert.equal([scores.rows, scores.old.flagged.n, scores.top.rows, old_saw_the_rows, drift.verdict], [1000, 1000, 10, 'no', 'none']);
  assert.ok(scores.rank_correlation > 0.8 && scores.top.common > 5 && scores.new.flagged.count < 25, JSON.stringify(scores));
  assert.is(verdict, 'they rank these rows much alike; the new reference shows no drift from the old one.');
  assert.is(await bundleOf(), old, 'to compare replaces nothing');

  const promoted = await runJson<{ digest: string; replaced: string; previous: string; unchanged: boolean }>([
    'promote',
    '-c',
    pipeline.config,
  ]);
  assert.equal([promoted.code, promoted.json.digest, promoted.json.replaced], [0, json.digest, old], promoted.stderr);
  assert.is(realpathSync(promoted.json.previous), realpathSync(`${place}.previous`));
  assert.is(await bundleOf(), json.digest);
  assert.ok((await runJson<{ unchanged: boolean }>(['promote', '-c', pipeline.config])).json.unchanged);
  assert.match((await runOads(['promote', '--back', '-c', pipeline.config])).stdout, /promoted from .*model\.previous$/m);
  assert.is(await bundleOf(), old);
  assert.is((await runOads(['promote', path.join(pipeline.dir, 'nowhere'), '-c', pipeline.config])).code, 4);
  const other = pipeline.reconfigure('other.yaml', (yaml) => yaml.replace('column: hours}', 'column: hours, transform: log1p}'));
  assert.match((await runOads(['promote', '-c', other])).stderr, /OADS_MODEL_FEATURES/);
  assert.is((await runOads(['promote', '--back', `${place}.next`, '-c', pipeline.config])).code, 2);
});

test.run();
