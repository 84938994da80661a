import { decideBatch } from '../drift/decide.ts';
import { measureFeature } from '../drift/measure-feature.ts';
import type { DriftThresholds } from '../drift/thresholds.ts';
import type { GroupingReference } from '../profile/groups/groups-reference.ts';
import { toRate } from '../profile/rate.ts';
import type { ReferenceProfile } from '../profile/reference.ts';
import { formatCount, formatPercent, formatRows } from '../profile/wording.ts';
import { findLeadingEffect } from '../snapshot/leading-effect.ts';
import type { Rate } from '../snapshot/parts.ts';
import type { SeasonDrift } from '../snapshot/season-drift.ts';
import { cellsToEvidence } from './cells-to-evidence.ts';
import { effectiveRows, mixCells } from './mix-phases.ts';

/**
 * No drift against the same phases takes severe drift against the training reference for seasonal: with fewer rows than this on
 * either side it might just not have been seen.
 */
const LEAST_ROWS = 200;
/** More rows than this share in phases that the reference does not hold: what can be compared is not the batch. */
const MOST_UNKNOWN = 0.05;
/** However many features there are, so many are listed. */
const MAX_LISTED = 50;

/** The counts of a batch by phase. */
export interface PhaseCounts {
  readonly reference: GroupingReference;
  /** Rows in each phase of the reference. */
  readonly rows: readonly number[];
  /** Rows in phases that the reference does not hold, or holds too rarely to list. */
  readonly unknownRows: number;
  /** Counts over a feature's cells in one phase. */
  cellsOf(feature: string, phase: number): readonly number[];
}

/** Compares the batch with a reference of the same phases in the same proportions, by the rule of the training reference. */
export function judgeSeason(counts: PhaseCounts, reference: ReferenceProfile, thresholds: DriftThresholds): SeasonDrift {
  const { groups, features: names, by } = counts.reference;
  const rows = counts.rows;
  const phases = groups.map((group, at) => ({ current: rows[at], reference: group.rows }));
  const known = rows.reduce((sum, count) => sum + count, 0);
  const unknown = toRate(counts.unknownRows, known + counts.unknownRows);
  const effective = effectiveRows(phases);
  const common = {
    by: [...by],
    why_unavailable: null,
    phases: { batch: rows.filter((count) => count > 0).length, reference: groups.length, unknown_rows: unknown },
    reference_rows: effective,
  };
  const lack = lackOf(unknown, known, effective);
  if (lack)
    return { ...common, verdict: 'insufficient', tested: 0, insufficient: names.length, drifted: [], reasons: [lack], features: [] };

  const evidence = names.flatMap((name, index) => {
    const feature = reference.features.find((candidate) => candidate.feature === name);
    if (!feature) return [];
    const mixed = mixCells(
      phases,
      groups.map(({ cells }) => cells[index]),
      effective,
    );
    return [cellsToEvidence(feature, mixed, sumCells(groups.map((_, phase) => counts.cellsOf(name, phase))))];
  });
  const batch = decideBatch(evidence.map(measureFeature), { ...thresholds, minCount: Math.max(thresholds.minCount, LEAST_ROWS) });
  return {
    ...common,
    verdict: batch.verdict,
    tested: batch.tested,
    insufficient: batch.insufficient,
    drifted: batch.drifted,
    reasons: batch.reasons,
    features: batch.features
      .flatMap(({ status, ...rest }) =>
        status === 'none' ? [] : [{ feature: rest.feature, status, ...findLeadingEffect(rest), reasons: [...rest.reasons] }],
      )
      .slice(0, MAX_LISTED),
  };
}

/** What the snapshot says where there is nothing to compare with. */
export function unavailableSeason(by: readonly string[], why: string): SeasonDrift {
  return {
    by: [...by],
    verdict: 'unavailable',
    why_unavailable: why,
    phases: { batch: 0, reference: 0, unknown_rows: toRate(0, 0) },
    reference_rows: 0,
    tested: 0,
    insufficient: 0,
    drifted: [],
    reasons: [why],
    features: [],
  };
}

function lackOf({ value: unknown, n: rows }: Rate, known: number, effective: number): string | undefined {
  if (unknown > MOST_UNKNOWN) return `${formatPercent(unknown)} of ${formatRows(rows)} lie in phases that the reference does not hold`;
  if (known < LEAST_ROWS) return `${formatRows(known)}, fewer than ${LEAST_ROWS}`;
  if (effective < LEAST_ROWS)
    return `the reference holds too few rows of these phases: it is worth ${formatCount(effective)}, fewer than ${LEAST_ROWS}`;
  return undefined;
}

function sumCells(counts: readonly (readonly number[])[]): number[] {
  return (counts[0] ?? []).map((_, cell) => counts.reduce((sum, of) => sum + of[cell], 0));
}
