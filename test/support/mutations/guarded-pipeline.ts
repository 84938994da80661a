import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '../../../src/core/config/defaults.ts';
import { loadConfig } from '../../../src/core/config/load-config.ts';
import { OadsError } from '../../../src/core/errors.ts';
import { loadPolars } from '../../../src/core/frame/polars.ts';
import { loadRows } from '../../../src/core/load/load-rows.ts';
import { type Effects, silentEffects } from '../../../src/core/pipeline/effects.ts';
import { fitFromRows } from '../../../src/core/pipeline/fit/fit-from-rows.ts';
import { gatherEvidence } from '../../../src/core/pipeline/gather-evidence.ts';
import { RowIntake } from '../../../src/core/pipeline/intake.ts';
import { judgeDrift, judgeQuality } from '../../../src/core/pipeline/judge.ts';
import { makePlan, type Plan } from '../../../src/core/pipeline/plan.ts';
import { createRegistry, optionSchemas } from '../../../src/core/pipeline/registry.ts';
import { configuredSources } from '../../../src/core/pipeline/sources.ts';
import type { DriftSnapshot } from '../../../src/core/snapshot/drift-snapshot.ts';
import type { QualitySnapshot } from '../../../src/core/snapshot/quality-snapshot.ts';
import { decideGate, decideTrust } from '../../../src/core/trust/decide-trust.ts';
import type { TrustEvidence } from '../../../src/core/trust/evidence.ts';
import { GUARDED_YAML } from './guarded-config.ts';
import { AS_OF, CLEAN, makeParcels, type Parcel, SCENARIOS, type Scenario } from './scenarios.ts';

/** What a run would come to before scoring. `none`: it ends with an error, and claims nothing. */
export interface Outcome {
  readonly level: 'none' | 'withheld' | 'rank-only' | 'qualified' | 'certified';
  readonly exit: number;
  /** Every check, drifted feature and rung that speaks against the batch. */
  readonly because: string;
  /** Whatever the values are: a bundle, column or type is wrong for the config. */
  readonly uncomputable: boolean;
  readonly warnings: readonly string[];
}

export const STRICTEST_FIRST: readonly Outcome['level'][] = ['none', 'withheld', 'rank-only', 'qualified', 'certified'];

const registry = createRegistry();
const options = optionSchemas(registry);

/** The parcels of every scenario as files, and a bundle fitted on those of an earlier month. */
export class GuardedPipeline {
  readonly #dir: string;

  private constructor(dir: string) {
    this.#dir = dir;
  }

  static async create(dir: string): Promise<GuardedPipeline> {
    await loadPolars();
    const pipeline = new GuardedPipeline(dir);
    const reference: Scenario = { name: 'reference', level: 'certified', because: /^/ };
    writeScenario(dir, reference, makeParcels(3000, 1, new Date('2026-10-05T00:00:00Z'), 400_000));
    for (const scenario of [CLEAN, ...SCENARIOS]) {
      const rows = makeParcels(scenario.rows ?? 300, 2, new Date(AS_OF.getTime() - 20 * 3_600_000), 120_000);
      scenario.change?.(rows);
      writeScenario(dir, scenario, rows);
    }
    const { plan } = await pipeline.plan(GUARDED_YAML);
    const { intake } = await pipeline.#take(plan, reference);
    await fitFromRows(plan, intake, { output: path.join(dir, 'model'), force: true, version: '0.0.0' });
    await intake.discard();
    return pipeline;
  }

  /** As the commands do it; throws what they would report. */
  async plan(yaml: string): Promise<{ plan: Plan }> {
    const file = path.join(this.#dir, 'oads.yaml');
    writeFileSync(file, yaml);
    const plan = await makePlan(loadConfig(file, {}, options), registry, { asOf: AS_OF, now: AS_OF });
    return { plan };
  }

  /** What the pipeline says of the scenario's batch, as far as it can be said before scoring. */
  async judge(plan: Plan, scenario: Scenario): Promise<Outcome> {
    const warnings: string[] = [];
    try {
      const loaded = await this.#take(plan, scenario, (message) => warnings.push(message));
      const quality = await judgeQuality(plan, loaded.intake, '0'.repeat(16));
      const drift = judgeDrift(plan, loaded.intake, '0'.repeat(16));
      await loaded.intake.discard();
      // As if the scores looked like those of the calibration: nothing may lean on what is known after scoring.
      const evidence: TrustEvidence = { ...gatherEvidence(plan, loaded, quality, drift), calibration: 'valid' };
      const { level, reasons } = decideTrust(evidence, plan.config.gate);
      const rungs = reasons.map(({ code }) => code);
      const { exit } = decideGate(evidence, plan.config.gate);
      const failsToCompute = quality.checks.some(({ status, severity }) => status === 'error' && severity !== 'warn');
      const uncomputable = level === 'withheld' && (exit === 4 || quality.contract_broken.length > 0 || failsToCompute);
      return { level, exit, because: explain(quality, drift, rungs), uncomputable, warnings };
    } catch (error) {
      if (!(error instanceof OadsError) || error.exitCode === 70) throw error;
      return { level: 'none', exit: error.exitCode, because: error.message, uncomputable: true, warnings };
    }
  }

  async #take({ config, ...plan }: Plan, scenario: Scenario, warn: Effects['warn'] = () => {}) {
    const baseDir = directoryOf(this.#dir, scenario);
    const { file } = config.fallback;
    const moved: Config = {
      ...config,
      baseDir,
      fallback: { ...config.fallback, file: file && { ...file, path: path.join(baseDir, path.relative(config.baseDir, file.path)) } },
    };
    const here: Plan = { ...plan, config: moved };
    const effects = { ...silentEffects, warn };
    const loaded = await loadRows(
      configuredSources(here, effects),
      async () => new RowIntake(here, effects, path.join(baseDir, 'spool')),
      () => {},
    );
    await loaded.intake.close();
    return loaded;
  }
}

function explain(quality: QualitySnapshot, drift: DriftSnapshot, rungs: readonly string[]): string {
  const features = drift.features.filter(({ status }) => status === 'moderate' || status === 'severe');
  const effects = features.flatMap(({ feature, reasons }) =>
    reasons.filter((reason) => /\((moderate|severe)\)$/.test(reason)).map((reason) => `${feature} ${reason}`),
  );
  return [
    ...(rungs.includes('fallback_used') ? ['fallback'] : []),
    ...(rungs.includes('fallback_stale') ? ['fallback stale'] : []),
    ...(quality.contract_broken.length > 0 ? ['contract broken'] : []),
    ...quality.checks.filter(({ status }) => status !== 'pass').map(({ id }) => id),
    ...(drift.verdict === 'none' || drift.verdict === 'unavailable' ? [] : [`drift ${drift.verdict}`]),
    ...effects,
  ].join('; ');
}

function directoryOf(dir: string, { name }: Scenario): string {
  return path.join(dir, name.replaceAll(' ', '-'));
}

function writeScenario(dir: string, scenario: Scenario, rows: readonly Parcel[]): void {
  const names = (Object.keys(rows[0]) as (keyof Parcel)[]).filter((name) => !scenario.without?.includes(name));
  const cells = rows.map((row, index) => [...names.map((name) => row[name]), ...(scenario.postCode ? [scenario.postCode(index)] : [])]);
  const header = [...names, ...(scenario.postCode ? ['post_code'] : [])];
  mkdirSync(directoryOf(dir, scenario));
  const file = path.join(directoryOf(dir, scenario), scenario.asFallback ? 'yesterday.csv' : 'parcels.csv');
  writeFileSync(file, `${[header, ...cells].map((row) => row.join(',')).join('\n')}\n`);
}
