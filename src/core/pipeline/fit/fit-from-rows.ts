import { throwIfAborted, UsageError } from '../../errors.ts';
import { formatMicros } from '../../frame/cell.ts';
import { type BundleCard, openBundle } from '../../model/bundle.ts';
import { fitBundle } from '../../model/fit.ts';
import type { ForeignModel } from '../../model/foreign/open-foreign.ts';
import { type InputValue, type WrappedForeign, wrapForeign } from '../../model/foreign/wrap-foreign.ts';
import { type BundleContent, writeBundle } from '../../model/write-bundle.ts';
import { buildGroups } from '../../profile/groups/build-groups.ts';
import type { GroupsReference } from '../../profile/groups/groups-reference.ts';
import type { DetectorName, Purity } from '../../schema/detectors.ts';
import { batchId } from '../batch-id.ts';
import { type Effects, silentEffects } from '../effects.ts';
import { MAX_PHASES, seasonGrouping, segmentGroupings } from '../groupings.ts';
import type { RowIntake } from '../intake.ts';
import { judgeQuality } from '../judge.ts';
import { eventTimeColumn, type Plan } from '../plan.ts';
import { type JudgedLabels, judgeLabels } from './labels/judge-labels.ts';
import { describeDoubts, noteLabels } from './labels/note-labels.ts';
import type { LabelSet } from './labels/read-labels.ts';
import { type ReferenceRows, selectReference } from './labels/select-reference.ts';
import { blameWindow, describeFailures, findFailures, refuseFailures, remarkFailures } from './reference-failures.ts';

export interface Fitted {
  readonly dir: string;
  readonly digest: string;
  /** Digest of the bundle that lay there before; null without one. */
  readonly replaced: string | null;
  readonly card: Omit<BundleCard, 'files'>;
  /** Of a foreign model: the inputs of the reference row that scored highest. */
  readonly mostAnomalous?: readonly InputValue[];
  /** The rows that it was made from. */
  readonly reference: ReferenceRows;
  /** Undefined without labels. */
  readonly labels?: JudgedLabels;
}

export interface FitRequest {
  readonly output: string;
  readonly force: boolean;
  readonly version: string;
  /** In place of the config's. */
  readonly detector?: DetectorName;
  readonly referenceIs?: Purity;
  /** Wrapped in place of fitting; its features are those of the plan. */
  readonly foreign?: ForeignModel;
  /** What people said of rows: confirmed anomalies are left out. */
  readonly labels?: LabelSet;
  readonly effects?: Pick<Effects, 'signal' | 'progress' | 'warn'>;
}

/** Fits and writes a bundle from rows that passed quality, or wraps a foreign model. A reference whose quality fails is refused, unless forced. */
export async function fitFromRows(plan: Plan, intake: RowIntake, options: FitRequest): Promise<Fitted> {
  const { config } = plan;
  const { signal, progress, warn } = options.effects ?? silentEffects;
  const { foreign } = options;
  if (!foreign && config.features.length === 0) {
    throw new UsageError('OADS_FIT_FEATURES', `${config.file}: expected \`features\` to list what the model reads, got nothing`);
  }
  const quality = await judgeQuality(plan, intake, batchId(plan, intake, options.version));
  const failed = findFailures(quality);
  refuseFailures(quality, failed, options.force, { loader: config.source.loader, window: plan.window });
  const time = eventTimeColumn(config);
  const at = (micros: number | null) => (micros === null ? null : formatMicros(micros));
  const reference = await selectReference(intake, quality.rows.kept, config.key, options.labels);
  const { labelled } = reference;
  const input = {
    name: config.pipeline,
    read: reference.read,
    rows: reference.rows,
    rowsQuarantined: quality.rows.quarantined,
    inputDigest: intake.digest.hex(),
    from: time === undefined ? null : at(intake.columns.minimum(time)),
    to: time === undefined ? null : at(intake.columns.maximum(time)),
  };
  const fitOptions = {
    ...config.fit,
    detector: options.detector ?? config.fit.detector,
    referenceIs: options.referenceIs ?? config.fit.referenceIs,
  };
  const onProgress = (done: number, total: number) => {
    throwIfAborted(signal);
    progress('fit', done, total);
  };
  const make: Promise<WrappedForeign> = foreign
    ? wrapForeign(input, plan.features, foreign, config.fit)
    : fitBundle(input, config.features, fitOptions, onProgress);
  const made = await make.catch((error) => {
    throw blameWindow(error, plan.window);
  });
  const { mostAnomalous, ...remarked } = failed.length > 0 ? remarkFailures(made, failed) : made;
  const content = labelled ? noteLabels(remarked, labelled) : remarked;
  const groups = await freezeGroups(plan, reference, content);
  throwIfAborted(signal); // the last moment: what is written is not left half-way
  const written = await writeBundle(options.output, { ...content, groups });
  if (failed.length > 0) warn(`the reference failed its checks, fitted all the same (--force): ${describeFailures(failed)}`);
  if (labelled) for (const doubt of describeDoubts(labelled)) warn(doubt);
  const labels = labelled && (await judgeLabels(await openBundle(options.output), labelled));
  return { dir: options.output, ...written, card: content.card, mostAnomalous, reference, labels };
}

/** The reference by segment and by phase of the season; undefined where the config names neither. */
async function freezeGroups(
  { config }: Plan,
  { read }: ReferenceRows,
  { card, reference }: BundleContent,
): Promise<GroupsReference | undefined> {
  const season = seasonGrouping(config);
  const groupings = [
    ...segmentGroupings(config).map((grouping) => ({ grouping, max: config.segmentLimits.max })),
    ...(season ? [{ grouping: season, max: MAX_PHASES }] : []),
  ];
  return groupings.length === 0 ? undefined : buildGroups(read, groupings, card.features, reference);
}
