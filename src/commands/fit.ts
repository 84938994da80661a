import path from 'node:path';
import { BaseCommand } from '../cli/base-command.ts';
import { exitCodeHelp } from '../cli/exit-codes.ts';
import { FIT_FLAGS } from '../cli/fit/fit-flags.ts';
import { claimStdin } from '../cli/rows/claim-stdin.ts';
import { withRows } from '../cli/rows/take-in.ts';
import { UsageError } from '../core/errors.ts';

export default class Fit extends BaseCommand {
  static override summary = 'make a model bundle from reference data';
  static override description =
    `Checks the reference rows, leaves out those that a quarantine check refuses, and writes a bundle: a detector as \
ONNX (by default an isolation forest and nearest neighbours together), the frozen reference profile, held-out calibration \
scores, and a card with the sha256 of each. The same rows, config and seed give the same bytes. With --force a bundle is \
made although the reference failed its checks; its card names them.

A file of --reference is a table; the config's loader, such as that of a plugin, has no part in it. Rows that only the loader reads are \
fitted as the config's source, without --reference.

With --onnx a model that was trained elsewhere is wrapped instead: one float tensor [N, features] in, one float score a row \
out, for example from scikit-learn through skl2onnx. --features names features of the config in the order of the input's \
columns; where the config lists none, they are columns, read as numbers. Up to fit.calibration_rows reference rows calibrate \
it: if the model was trained on the same rows, its p-values are too small, so give rows that it never saw. Look at the most \
anomalous reference row that is printed: if it is an ordinary one, --orientation is the wrong way round.

With --labels, what \`oads labels\` wrote: rows of the reference whose key people confirmed as anomalies are left out of training, \
profile and calibration; false alarms stay. It then says how many of the confirmed rows the threshold flags.

With --compare both bundles score the rows that the new one holds out for its calibration; oads promote then puts the new one \
into the place of the old one.

${exitCodeHelp({ 0: 'the bundle was written', 1: null, 3: 'source or store error, or the reference failed its checks' })}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> --config config/us-flights.yaml --reference reference.parquet -o models/us-flights',
    '<%= config.bin %> <%= command.id %> -c oads.yaml --onnx forest.onnx --orientation lower --features delay,distance --reference unseen.parquet -o models/forest',
    '<%= config.bin %> <%= command.id %> --config config/us-flights.yaml --reference reference.parquet --compare',
    '<%= config.bin %> <%= command.id %> -c oads.yaml --reference reference.parquet --labels labels.csv -o models/next',
    '<%= config.bin %> <%= command.id %> -c oads.yaml --onnx model.onnx --orientation higher --output-name anomaly_score -o models/own',
  ];
  static override flags = FIT_FLAGS;

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Fit);
    claimStdin({ '--config': flags.config, '--reference': flags.reference, '--onnx': flags.onnx });
    const ownPlan = await this.makePlan(flags);
    const place = ownPlan.config.model?.path;
    const own = this.isReadyConfig ? undefined : place; // the bundle of a plugin stays as it was shipped
    const output = flags.output ?? (flags.compare && own !== undefined ? `${own}.next` : own);
    if (!output) throw new UsageError('OADS_USAGE_OUTPUT', 'expected a directory for the bundle, got nothing', WHERE_TO);
    const effects = this.effectsOf(flags);
    const [{ fitFromRows }, { planReference }, { findBundlePlace }, { openForeignModel }] = await Promise.all([
      import('../core/pipeline/fit/fit-from-rows.ts'),
      import('../core/pipeline/fit/plan-reference.ts'),
      import('../core/model/bundle-place.ts'),
      import('../cli/fit/open-foreign-model.ts'),
    ]);
    await findBundlePlace(output); // refused before rows are read; the writer looks again
    const readPlan = planReference(ownPlan, flags.reference);
    const { plan: fitPlan, foreign } = await openForeignModel(readPlan, flags, effects);
    const [{ compareBundles, planComparison }, { openCompared }, { readLabels }] = await Promise.all([
      import('../core/pipeline/fit/compare-bundles.ts'),
      import('../cli/fit/open-compared.ts'),
      import('../core/pipeline/fit/labels/read-labels.ts'),
    ]);
    const labels = flags.labels === undefined ? undefined : await readLabels(flags.labels, ownPlan.config.key);
    const old = flags.compare ? await openCompared(flags.against ?? place) : undefined;
    const plan = old ? planComparison(fitPlan, old) : fitPlan;
    const request = {
      output: path.resolve(output),
      force: flags.force,
      version: this.config.version,
      detector: flags.detector,
      referenceIs: flags['reference-is'],
      foreign,
      labels,
      effects,
    };
    const fitted = await withRows(plan, effects, { file: flags.reference }, async (intake) => {
      const made = await fitFromRows(plan, intake, request);
      if (!old) return { ...made, compared: undefined };
      const fresh = await openCompared(made.dir);
      return {
        ...made,
        compared: await compareBundles(plan, intake, { old, fresh, reference: made.reference, version: this.config.version }),
      };
    }).finally(() => foreign?.session.release());
    const [{ renderFitted }, { describeComparison }] = await Promise.all([
      import('../cli/render/fitted.ts'),
      import('../cli/render/comparison.ts'),
    ]);
    this.print((screen) => renderFitted(fitted, foreign, screen).join('\n'), `the bundle ${fitted.dir}`);
    return {
      dir: fitted.dir,
      digest: fitted.digest,
      replaced: fitted.replaced,
      ...fitted.card,
      most_anomalous: fitted.mostAnomalous ?? null,
      ...(fitted.labels && { labels: fitted.labels }),
      ...(fitted.compared && { comparison: describeComparison(fitted.compared) }),
    };
  }
}

const WHERE_TO = { hint: 'give -o DIR, or model.path in the config' };
