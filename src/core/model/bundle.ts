import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import Type, { type Static } from 'typebox';
import { ModelError, messageOf, systemCode } from '../errors.ts';
import { findGroupFault } from '../profile/groups/find-group-fault.ts';
import { GroupsReference } from '../profile/groups/groups-reference.ts';
import { ReferenceProfile } from '../profile/reference.ts';
import { findBrokenSeal } from '../schema/seal.ts';
import { TRANSFORMS } from '../schema/transforms.ts';
import { findViolations } from '../schema/validate.ts';
import { refuseContradictions } from './bundle-contradictions.ts';
import { readSteadily } from './place/read-steadily.ts';

const closed = { additionalProperties: false } as const;
const Digest = Type.String({ pattern: '^[0-9a-f]{64}$' });
const Nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const BundleFeature = Type.Object(
  {
    name: Type.String(),
    column: Type.String(),
    kind: Type.Union([Type.Literal('numeric'), Type.Literal('categorical')]),
    transform: Type.Union(TRANSFORMS.map((name) => Type.Literal(name)) as [Type.TLiteral<(typeof TRANSFORMS)[number]>]),
    model: Type.Boolean(),
    plugin: Type.Optional(Type.String({ description: 'id of the plugin feature that fills the column' })),
    options: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { description: 'of the plugin feature' })),
  },
  closed,
);

const Trimming = Type.Object(
  {
    rows: Type.Integer({ minimum: 0, description: 'rows that were left out of the training' }),
    share: Type.Number({ description: 'of the rows for training and combining' }),
    by: Type.Literal('isolation forest score'),
    cutoff: Type.Number({ description: 'every score above it was left out' }),
    median: Type.Number(),
    largest: Type.Number(),
  },
  closed,
);

/** Everything that scoring needs, beside the files it names. Holds no time of day: same data and seed, same bytes. */
export const BundleCard = Type.Object(
  {
    schema: Type.Literal('oads/bundle/v1'),
    name: Type.String(),
    features: Type.Array(BundleFeature, { minItems: 1 }),
    input: Type.String({ description: 'name of the float tensor [N, d]; d = features with model: true, in their order' }),
    output: Type.String(),
    orientation: Type.Union([Type.Literal('higher'), Type.Literal('lower')], {
      description: 'which raw scores are anomalous; artifacts always show higher',
    }),
    missing: Type.Union([Type.Literal('median'), Type.Literal('reject')]),
    threshold: Type.Number({ description: 'score >= threshold flags an anomaly' }),
    false_alarm_rate: Type.Number(),
    files: Type.Object(
      { 'model.onnx': Digest, 'reference.json': Digest, 'calibration.f32': Digest, 'groups.json': Type.Optional(Digest) },
      closed,
    ),
    training: Type.Object(
      {
        detector: Type.String({
          description: 'ensemble, iforest or knn; onnx: a model that was made elsewhere; isolation-forest in older bundles',
        }),
        reference_is: Type.Optional(
          Type.Union([Type.Literal('clean'), Type.Literal('unknown')], { description: 'what was known of anomalies in the reference' }),
        ),
        parameters: Type.Record(Type.String(), Type.Number()),
        rows: Type.Integer({ minimum: 0 }),
        rows_quarantined: Type.Integer({ minimum: 0 }),
        training_rows: Type.Integer({ minimum: 0 }),
        combine_rows: Type.Optional(
          Type.Integer({ minimum: 0, description: 'rows that the curves come from, which add the scores of two detectors' }),
        ),
        calibration_rows: Type.Integer({ minimum: 0 }),
        trimming: Type.Optional(Nullable(Trimming)),
        input_digest: Digest,
        from: Nullable(Type.String()),
        to: Nullable(Type.String()),
        labels: Type.Optional(
          Type.Object(
            {
              sha256: Type.String({ pattern: '^[0-9a-f]{64}$', description: 'of the file of labels' }),
              left_out: Type.Integer({ minimum: 0, description: 'rows that people confirmed as anomalies: not among `rows`' }),
              false_alarms: Type.Integer({ minimum: 0, description: 'rows that people called false alarms: among `rows`' }),
            },
            closed,
          ),
        ),
        remarks: Type.Optional(Type.Array(Type.String(), { description: 'what a reader of the card has to know' })),
      },
      closed,
    ),
    seal: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$', description: 'sha256 of the card as JSON without its seal' })),
  },
  { ...closed, title: 'oads model bundle' },
);
export type BundleCard = Static<typeof BundleCard>;

/** A bundle whose every file was verified against its sha256. */
export interface Bundle {
  readonly dir: string;
  readonly card: BundleCard;
  /** sha256 of bundle.json, which holds those of all other files. */
  readonly digest: string;
  readonly model: Uint8Array;
  readonly reference: ReferenceProfile;
  /** Held-out reference scores, ascending, higher = more anomalous. */
  readonly calibration: Float32Array;
  /** The reference by segment and by phase of the season, where it was fitted with such. */
  readonly groups?: GroupsReference;
}

/**
 * Opens and verifies a bundle. One that a killed `oads fit` had moved aside is put back first: what a process leaves that
 * is killed at any moment is the old bundle or the new one. Throws ModelError (exit 4): what is missing, altered or of
 * another version.
 */
export async function openBundle(dir: string): Promise<Bundle> {
  return readSteadily(dir, async (place) => ({ ...(await readBundle(place)), dir }));
}

async function readBundle(dir: string): Promise<Bundle> {
  const cardBytes = await readBundleFile(dir, 'bundle.json');
  const card = parseJson(dir, 'bundle.json', cardBytes);
  refuseViolations(dir, 'bundle.json', BundleCard, card);
  const { files } = card as BundleCard;

  const model = await readVerified(dir, 'model.onnx', files['model.onnx']);
  const referenceBytes = await readVerified(dir, 'reference.json', files['reference.json']);
  const calibrationBytes = await readVerified(dir, 'calibration.f32', files['calibration.f32']);

  const reference = parseJson(dir, 'reference.json', referenceBytes);
  refuseViolations(dir, 'reference.json', ReferenceProfile, reference);
  refuseUnknownFeatures(dir, card as BundleCard, reference as ReferenceProfile);
  const calibration = readCalibration(dir, calibrationBytes);
  refuseContradictions(dir, card as BundleCard, reference as ReferenceProfile, calibration);
  const groups = await readGroups(dir, files['groups.json'], reference as ReferenceProfile);
  refuseBrokenSeal(dir, card as BundleCard); // last: what was altered may be known better
  return {
    dir,
    card: card as BundleCard,
    digest: createHash('sha256').update(cardBytes).digest('hex'),
    model,
    reference: reference as ReferenceProfile,
    calibration,
    ...(groups ? { groups } : {}),
  };
}

function refuseBrokenSeal(dir: string, card: BundleCard): void {
  const broken = findBrokenSeal(card);
  if (!broken) return;
  throw new ModelError(
    'OADS_MODEL_CHECKSUM',
    `model bundle ${dir}: bundle.json was altered: expected seal ${broken.expected.slice(0, 16)}…, got ${broken.got.slice(0, 16)}…`,
    { hint: 'restore the bundle from where it was fitted, or fit it again with `oads fit`' },
  );
}

async function readGroups(dir: string, digest: string | undefined, reference: ReferenceProfile): Promise<GroupsReference | undefined> {
  if (digest === undefined) return undefined;
  const groups = parseJson(dir, 'groups.json', await readVerified(dir, 'groups.json', digest));
  refuseViolations(dir, 'groups.json', GroupsReference, groups);
  const wrong = findGroupFault(groups as GroupsReference, reference);
  if (wrong !== undefined)
    throw new ModelError('OADS_MODEL_INVALID', `model bundle ${dir}: groups.json: ${wrong}`, { hint: 'fit the bundle again' });
  return groups as GroupsReference;
}

/** The features that the model reads, in the order of its input's columns. */
export function modelInputs(card: BundleCard): BundleCard['features'] {
  return card.features.filter((feature) => feature.model);
}

/** A model input without a reference would be filled with nothing, and its drift never looked at. */
function refuseUnknownFeatures(dir: string, { features }: BundleCard, reference: ReferenceProfile): void {
  for (const { name, kind } of features) {
    const known = reference.features.find((candidate) => candidate.feature === name);
    if (known?.kind === kind && (known.kind !== 'numeric' || known.bins.length === known.edges.length - 1)) continue;
    throw new ModelError('OADS_MODEL_INVALID', `model bundle ${dir}: reference.json: expected a ${kind} reference of feature "${name}"`, {
      hint: 'fit the bundle again',
    });
  }
}

function readCalibration(dir: string, bytes: Buffer): Float32Array {
  const scores = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength - (bytes.byteLength % 4)));
  const isSorted = scores.every((score, index) => Number.isFinite(score) && (index === 0 || score >= scores[index - 1]));
  if (bytes.byteLength % 4 === 0 && scores.length > 0 && isSorted) return scores;
  throw new ModelError('OADS_MODEL_INVALID', `model bundle ${dir}: calibration.f32: expected finite float32 scores in ascending order`, {
    hint: 'fit the bundle again',
  });
}

async function readVerified(dir: string, name: string, expected: string): Promise<Buffer> {
  const bytes = await readBundleFile(dir, name);
  const got = createHash('sha256').update(bytes).digest('hex');
  if (got !== expected) {
    throw new ModelError(
      'OADS_MODEL_CHECKSUM',
      `model bundle ${dir}: ${name} was altered: expected sha256 ${expected.slice(0, 16)}…, got ${got.slice(0, 16)}…`,
      {
        hint: 'restore the bundle from where it was fitted, or fit it again with `oads fit`',
      },
    );
  }
  return bytes;
}

async function readBundleFile(dir: string, name: string): Promise<Buffer> {
  try {
    return await readFile(path.join(dir, name));
  } catch (error) {
    throw new ModelError(
      'OADS_MODEL_MISSING',
      `model bundle ${dir}: expected a readable file ${name}: ${systemCode(error) ?? messageOf(error)}`,
      {
        hint: 'fit a bundle with `oads fit -c CONFIG --reference FILE`, or correct model.path',
        cause: error,
      },
    );
  }
}

function parseJson(dir: string, name: string, bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw new ModelError('OADS_MODEL_INVALID', `model bundle ${dir}: ${name} is not JSON: ${messageOf(error)}`, { cause: error });
  }
}

function refuseViolations(dir: string, name: string, schema: Type.TSchema, value: unknown): void {
  const [first] = findViolations(schema, value);
  if (!first) return;
  throw new ModelError(
    'OADS_MODEL_INVALID',
    `model bundle ${dir}: ${name}: ${first.path.join('.')}: expected ${first.expected}, got ${first.got}`,
    {
      hint: 'the bundle was written by another version of oads, or by hand: fit it again',
    },
  );
}
