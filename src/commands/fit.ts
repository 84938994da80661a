import path from 'node:path';
import { Flags } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.ts';
import { claimStdin } from '../cli/claim-stdin.ts';
import { exitCodeHelp } from '../cli/exit-codes.ts';
import { foreignFlags, WITHOUT_ONNX } from '../cli/foreign-flags.ts';
import { withRows } from '../cli/take-in.ts';
import { layOutLine } from '../cli/terminal/lay-out.ts';
import { UsageError } from '../core/errors.ts';
import type { Bundle } from '../core/model/bundle.ts';
import { DETECTORS, PURITIES } from '../core/schema/detectors.ts';

export default class Fit extends BaseCommand {
  static override summary = 'make a model bundle from reference data';
  static override description =
    `Checks the reference rows, leaves out those that a quarantine check refuses, and writes a bundle: a detector as \
ONNX (by default an isolation forest and nearest neighbours together), the frozen reference profile, held-out calibration \
scores, and a card with the sha256 of each. The same rows, config and seed give the same bytes. With --force a bundle is \
made although the reference failed its checks; its card names them.

With --onnx a model that was trained elsewhere is wrapped instead: one float tensor [N, features] in, one float score a row \
out, for example from scikit-learn through skl2onnx. --features names features of the config in the order of the input's \
columns; where the config lists none, they are columns, read as numbers. Up to fit.calibration_rows reference rows calibrate \
it: if the model was trained on the same rows, its p-values are too small, so give rows that it never saw. Look at the most \
anomalous reference row that is printed: if it is an ordinary one, --orientation is the wrong way round.

With --compare both bundles score the rows that the new one holds out for its calibration; oads promote then puts the new one \
into the place of the old one.

${exitCodeHelp({ 0: 'the bundle was written', 1: null, 3: 'source or store error, or the reference failed its checks' })}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> --config config/us-flights.yaml --reference reference.parquet -o models/us-flights',
    '<%= config.bin %> <%= command.id %> -c oads.yaml --onnx forest.onnx --orientation lower --features delay,distance --reference unseen.parquet -o models/forest',
    '<%= config.bin %> <%= command.id %> --config config/us-flights.yaml --reference reference.parquet --compare',
    '<%= config.bin %> <%= command.id %> -c oads.yaml --onnx model.onnx --orientation higher --output-name anomaly_score -o models/own',
  ];
  static override flags = {
    detector: Flags.option({
      options: DETECTORS,
      relationships: WITHOUT_ONNX,
      summary: 'ensemble, iforest or knn (default: fit.detector)',
    })(),
    'reference-is': Flags.option({
      options: PURITIES,
      relationships: WITHOUT_ONNX,
      summary: 'clean: known to hold no anomalies; unknown: it may hold some (default: fit.reference_is)',
    })(),
    reference: Flags.string({
      char: 'r',
      helpValue: 'FILE',
      summary: 'reference rows: CSV, Parquet, Arrow or NDJSON, - for stdin; default: the source of the config, before its hold-out',
    }),
    output: Flags.string({ char: 'o', helpValue: 'DIR', summary: 'directory of the bundle (default: model.path of the config)' }),
    ...foreignFlags,
    compare: Flags.boolean({
      exclusive: ['onnx'],
      summary: 'show the old bundle beside the new one, which is written to DIR.next unless -o says otherwise',
    }),
    against: Flags.string({
      helpValue: 'DIR',
      dependsOn: ['compare'],
      summary: 'the old bundle (default: model.path of the config)',
    }),
    force: Flags.boolean({ summary: 'fit although the quality of the reference failed' }),
  };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Fit);
    claimStdin({ '--config': flags.config, '--reference': flags.reference, '--onnx': flags.onnx });
    const ownPlan = await this.makePlan(flags);
    const place = ownPlan.config.model?.path;
    const output = flags.output ?? (flags.compare && place !== undefined ? `${place}.next` : place);
    if (!output) throw new UsageError('OADS_USAGE_OUTPUT', 'expected a directory for the bundle, got nothing', WHERE_TO);
    const effects = this.effectsOf(flags);
    const [{ fitFromRows }, { planReference }, { findBundlePlace }, { openForeignModel }] = await Promise.all([
      import('../core/pipeline/fit/fit-from-rows.ts'),
      import('../core/pipeline/fit/plan-reference.ts'),
      import('../core/model/bundle-place.ts'),
      import('../cli/open-foreign-model.ts'),
    ]);
    await findBundlePlace(output); // refused before rows are read; the writer looks again
    const readPlan = flags.reference === undefined ? planReference(ownPlan) : ownPlan;
    const { plan: fitPlan, foreign } = await openForeignModel(readPlan, flags, effects);
    const old = flags.compare ? await openOld(flags.against ?? place) : undefined;
    const { compareBundles, planComparison } = await import('../core/pipeline/fit/compare-bundles.ts');
    const plan = old ? planComparison(fitPlan, old) : fitPlan;
    const request = {
      output: path.resolve(output),
      force: flags.force,
      version: this.config.version,
      detector: flags.detector,
      referenceIs: flags['reference-is'],
      foreign,
      effects,
    };
    const fitted = await withRows(plan, effects, { file: flags.reference }, async (intake) => {
      const made = await fitFromRows(plan, intake, request);
      if (!old) return { ...made, compared: undefined };
      const fresh = await openOld(made.dir);
      return { ...made, compared: await compareBundles(plan, intake, { old, fresh, version: this.config.version }) };
    }).finally(() => foreign?.session.release());
    const { training, threshold, false_alarm_rate } = fitted.card;
    const [{ describeTraining }, { describeForeign }] = await Promise.all([
      import('../cli/render/describe-training.ts'),
      import('../cli/render/foreign.ts'),
    ]);
    const smallest = (1 / (training.calibration_rows + 1)).toPrecision(3);
    const replaced = fitted.replaced === null ? '' : ` (replaced ${fitted.replaced.slice(0, 16)})`;
    const { describeComparison, renderComparison } = await import('../cli/render/comparison.ts');
    const lines = [
      ...(foreign ? describeForeign(fitted, foreign) : describeTraining(fitted.card)),
      `threshold ${threshold.toFixed(5)} for a false alarm rate of ${false_alarm_rate}; smallest p-value ${smallest}`,
      `bundle ${path.relative(process.cwd(), fitted.dir) || '.'}, digest ${fitted.digest.slice(0, 16)}${replaced}`,
    ];
    this.print((screen) =>
      [...lines.flatMap((line) => layOutLine(line, screen)), ...(fitted.compared ? renderComparison(fitted.compared, screen) : [])].join(
        '\n',
      ),
    );
    return {
      dir: fitted.dir,
      digest: fitted.digest,
      replaced: fitted.replaced,
      ...fitted.card,
      most_anomalous: fitted.mostAnomalous ?? null,
      ...(fitted.compared && { comparison: describeComparison(fitted.compared) }),
    };
  }
}

const WHERE_TO = { hint: 'give -o DIR, or model.path in the config' };

/** A bundle to compare with, verified. */
async function openOld(dir: string | undefined): Promise<Bundle> {
  if (dir === undefined) {
    throw new UsageError('OADS_USAGE_COMPARE', 'expected a bundle to compare with, got nothing', {
      hint: 'give --against DIR, or model.path in the config',
    });
  }
  const { openBundle } = await import('../core/model/bundle.ts');
  return openBundle(dir);
}
