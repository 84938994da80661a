import Type, { type Static } from 'typebox';
import { BundleCard } from '../../core/model/bundle.ts';
import { DriftSnapshot } from '../../core/snapshot/drift-snapshot.ts';
import { CellValue, Count, closed, literals, NullableNumber, NullableText, Rate, Share } from '../../core/snapshot/parts.ts';
import { warnings } from './warnings.ts';

const InputValue = Type.Object({ feature: Type.String(), value: CellValue }, closed);

/** The digest above stands for those of the files. */
const { files: _, ...card } = BundleCard.properties;

const Compared = Type.Object(
  {
    dir: Type.String(),
    digest: Type.String(),
    features: BundleCard.properties.features,
    rows: Count,
    from: NullableText,
    to: NullableText,
    detector: Type.String(),
    threshold: Type.Number(),
  },
  closed,
);

const ScoredSide = Type.Object(
  {
    threshold: Type.Number(),
    flagged: Rate,
    calibration: Type.Object({ p: Share, distance: Type.Number(), deviates: Type.Boolean() }, closed),
  },
  closed,
);

const ComparedScores = Type.Object(
  {
    rows: Type.Integer({ minimum: 0, description: 'that calibrate the new one, and that both score' }),
    old: ScoredSide,
    new: ScoredSide,
    rank_correlation: NullableNumber,
    top: Type.Object({ share: Share, rows: Count, common: Count }, closed),
  },
  closed,
);

const Comparison = Type.Object(
  {
    old: Compared,
    new: Compared,
    scores: Type.Union([ComparedScores, Type.Null()]),
    why_no_scores: NullableText,
    other_features: Type.Array(Type.String(), { description: 'that only one of them has, or that they make otherwise' }),
    old_saw_the_rows: literals(['yes', 'maybe', 'no', 'unknown'], { description: 'whether the old one was trained on these rows' }),
    drift: DriftSnapshot,
    verdict: Type.String(),
  },
  closed,
);

const rateOrNull = (description: string) => Type.Union([Rate, Type.Null()], { description });

const Labels = Type.Object(
  {
    sha256: Type.String(),
    labels: Count,
    unmatched: Type.Integer({ minimum: 0, description: 'labels that name no row of the reference that passed quality' }),
    left_out: Type.Integer({ minimum: 0, description: 'rows that people confirmed as anomalies: not in the reference' }),
    recall: rateOrNull('share of those rows that the threshold flags; null with fewer than 5'),
    false_alarms: Type.Integer({ minimum: 0, description: 'rows that people called false alarms: they stay in the reference' }),
    flagged_again: rateOrNull('share of those rows that the threshold flags; null with fewer than 5'),
  },
  closed,
);

export const FitResult = Type.Object(
  {
    dir: Type.String(),
    digest: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    replaced: Type.Union([Type.String(), Type.Null()], { description: 'digest of the bundle that was there before' }),
    ...card,
    most_anomalous: Type.Union([Type.Array(InputValue), Type.Null()], {
      description: 'the most anomalous reference row of a model made elsewhere: an ordinary one tells that the orientation is wrong',
    }),
    labels: Type.Optional(Labels),
    comparison: Type.Optional(Comparison),
    warnings,
  },
  { ...closed, title: 'oads fit --json' },
);
export type FitResult = Static<typeof FitResult>;
