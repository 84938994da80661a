import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { scratchDir } from '../../support/cli.ts';
import { GUARDED_YAML } from '../../support/mutations/guarded-config.ts';
import { GuardedPipeline } from '../../support/mutations/guarded-pipeline.ts';
import { mutateConfig, sampleMutants } from '../../support/mutations/mutate-config.ts';
import { CLEAN, SCENARIOS } from '../../support/mutations/scenarios.ts';
import { type Fate, tryMutants } from '../../support/mutations/try-mutants.ts';

const test = suite('pipeline/mutations');
/** The full run is bench/faults/config-mutations.ts. */
const SAMPLE = 400;
/** A warning, severe drift, and a column that few batches have: each of these takes some time. */
const JUDGED = ['a fast ship', 'slower', 'an optional column with nulls'];

let scratch: Awaited<ReturnType<typeof scratchDir>>;
let pipeline: GuardedPipeline;
test.before(async () => {
  scratch = await scratchDir();
  pipeline = await GuardedPipeline.create(scratch.dir);
});
test.after(() => scratch.remove());

test('every defect has the one verdict that its safeguard gives it', async () => {
  const { plan } = await pipeline.plan(GUARDED_YAML);
  for (const scenario of [CLEAN, ...SCENARIOS]) {
    const { level, because } = await pipeline.judge(plan, scenario);
    assert.is(level, scenario.level, `${scenario.name}: ${because}`);
    assert.match(because, scenario.because, scenario.name);
  }
});

test('no broken config lets a batch pass that failed: it is refused at its place, or the batch fails all the same', async () => {
  assert.ok(mutateConfig().length >= 10_000, `${mutateConfig().length} mutants`);
  const fates = new Map<Fate, number>();
  const scenarios = SCENARIOS.filter(({ name }) => JUDGED.includes(name));
  for await (const { mutant, fate, why } of tryMutants(pipeline, sampleMutants(SAMPLE, 1), scenarios)) {
    fates.set(fate, (fates.get(fate) ?? 0) + 1);
    assert.ok(fate !== 'passes silently' && fate !== 'breaks', `${mutant.operator}: ${mutant.what}: ${why}\n${mutant.write()}`);
  }
  assert.ok((fates.get('refused') ?? 0) > SAMPLE / 2, 'most are refused');
  assert.ok((fates.get('still failing') ?? 0) > 0, 'some are understood, and judged');
});

test.run();
