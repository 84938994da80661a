// node measure-stages.ts CONFIG AS_OF DIRECTORY: one run in this process, stage by stage, as JSON.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { loadConfig } from '../src/core/config/load-config.ts';
import { loadPolars } from '../src/core/frame/polars.ts';
import { silentEffects } from '../src/core/pipeline/effects.ts';
import { RowIntake } from '../src/core/pipeline/intake.ts';
import { judgeDrift, judgeQuality } from '../src/core/pipeline/judge.ts';
import { makePlan, requireBundle } from '../src/core/pipeline/plan.ts';
import { createRegistry, optionSchemas } from '../src/core/pipeline/registry.ts';
import { scoreStage } from '../src/core/pipeline/score-stage.ts';
import { configuredSources } from '../src/core/pipeline/sources.ts';
import { Stopwatch } from './stopwatch.ts';

const [configFile, asOf, directory] = process.argv.slice(2);
await loadPolars();
const registry = createRegistry();
const config = loadConfig(configFile, process.env, optionSchemas(registry), new Map());
const plan = await makePlan(config, registry, { asOf: new Date(asOf), now: new Date(asOf) });
const bundle = requireBundle(plan);

const watch = new Stopwatch('load');
const intake = new RowIntake(plan, silentEffects, path.join(directory, 'rows'));
timeCalls(intake.digest, 'update', 'digest');
onSet(intake, 'columns', (columns) => timeCalls(columns, 'update', 'check'));
onSet(intake, 'quality', (quality) => timeCalls(quality, 'screen', 'check'));
onSet(intake, 'profile', (profile) => timeCalls(profile as NonNullable<typeof profile>, 'update', 'drift'));
await mkdir(path.join(directory, 'rows'), { recursive: true });
await intake.take(configuredSources(plan, silentEffects)[0].open());
await intake.close();
watch.switchTo('check');
await judgeQuality(plan, intake, 'bench');
watch.switchTo('drift');
judgeDrift(plan, intake, 'bench');
watch.switchTo('score');
const scored = await scoreStage(plan, bundle, intake, directory, silentEffects);
watch.switchTo('results');
await scored.writeResults(path.join(directory, 'anomaly_results.csv'), { pValues: true, falseDiscoveryRate: true });
watch.switchTo('end');
await scored.close();
console.log(JSON.stringify({ rows: intake.digest.rows, stages: watch.readings() }));

/** The calls of a method count as another stage. */
function timeCalls<K extends string>(target: Record<K, (...args: never[]) => unknown>, method: K, stage: string): void {
  const call = target[method];
  target[method] = function (this: unknown, ...args: never[]) {
    const before = watch.switchTo(stage);
    const result = call.apply(target, args);
    watch.switchTo(before);
    return result;
  };
}

/** The intake makes some of its parts when it sees the first batch. */
function onSet<T extends object, K extends keyof T>(target: T, key: K, use: (value: T[K]) => void): void {
  let held = target[key];
  Object.defineProperty(target, key, {
    get: () => held,
    set: (value: T[K]) => {
      held = value;
      use(value);
    },
  });
}
