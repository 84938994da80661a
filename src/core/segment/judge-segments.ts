import type { DriftThresholds } from '../drift/thresholds.ts';
import type { GroupingReference, GroupKey } from '../profile/groups/groups-reference.ts';
import { toRate } from '../profile/rate.ts';
import type { ReferenceProfile } from '../profile/reference.ts';
import { findLeadingEffect } from '../snapshot/leading-effect.ts';
import type { DriftFlag } from '../snapshot/parts.ts';
import type { CheckResult } from '../snapshot/quality-snapshot.ts';
import type { Segment, SegmentState } from '../snapshot/segment-snapshot.ts';
import { listCells } from './cells-to-evidence.ts';
import { expectedRows, findMissing } from './find-missing.ts';
import { judgeAnomalies } from './judge-anomalies.ts';
import { judgeSegmentDrift, type SegmentDrift } from './judge-drift.ts';
import { judgeQuality } from './judge-quality.ts';
import type { SegmentCounts } from './segment-counts.ts';

/** What the segments of a batch are judged by. */
export interface SegmentRules {
  /** Fewer rows than this, in the batch or in the reference: insufficient. */
  readonly minRows: number;
  readonly thresholds: DriftThresholds;
  readonly reference?: ReferenceProfile;
  /** Results over all rows, so that a check that could not be computed is not judged here. */
  readonly results: readonly CheckResult[];
  readonly maxQuarantineShare: number;
  /** Share of ordinary rows that the rule flags; undefined when nothing was scored. */
  readonly falseAlarmRate?: number;
}

/** In `failed` and `drifted` of one segment. */
const MAX_LISTED = 10;
/** Stands for the limit on rows that all checks together set aside. */
const QUARANTINE = 'quarantine';

/** The segment of all that are not told apart. */
const OTHER = '__other__';

/** One segment beside what it was judged by. */
interface Judged {
  readonly slot: number;
  readonly key: GroupKey;
  readonly isNew: boolean;
  /** Its rows and their cells, by feature, in the reference; undefined where it is not in it. */
  readonly reference?: { readonly rows: number; readonly cells: readonly (readonly number[])[] };
  /** Its group in the counts of cells. */
  readonly group: number;
}

/** Every segment that is told apart, with its verdicts, in no order. */
export function judgeSegments(counts: SegmentCounts, rules: SegmentRules): Segment[] {
  const { tally, reference, grouping } = counts;
  const segments = listSegments(counts, rules);
  const rows = segments.map(({ slot }) => tally.of(slot));
  const all = tally.total();
  const referenceRows = segments.map((segment) => segment.reference?.rows ?? 0);
  const missing = reference
    ? findMissing(
        segments.map((_, at) => ({ reference: referenceRows[at], current: rows[at].rows })),
        { reference: reference.rows, current: all.rows },
        rules.minRows,
      )
    : segments.map(() => ({ missing: false, q: null }));
  const drift = driftOf(counts, rules, segments);
  const quality = qualityOf(counts, rules, segments);
  const anomalies = judgeAnomalies(
    rows,
    all,
    rules.falseAlarmRate ?? 0,
    rules.falseAlarmRate === undefined ? Number.POSITIVE_INFINITY : rules.minRows,
  );

  return segments.map(({ key, isNew, slot }, at) => {
    const known: SegmentState = slot === otherSlot(counts) ? 'other' : 'known';
    const state: SegmentState = missing[at].missing ? 'missing' : isNew && reference ? 'new' : known;
    const { scored, flagged } = rows[at];
    return {
      key: Object.fromEntries(grouping.columns.map((column, index) => [column, key[index]])),
      state,
      rows: {
        in: rows[at].rows,
        quarantined: rows[at].quarantined,
        reference: reference ? referenceRows[at] : null,
        expected: reference && !isNew ? Number(expectedRows(referenceRows[at], reference.rows, all.rows).toPrecision(6)) : null,
        q_missing: missing[at].q,
      },
      drift: drift[at],
      quality: quality[at],
      anomalies: {
        rate: rules.falseAlarmRate !== undefined && scored > 0 ? toRate(flagged, scored) : null,
        ...anomalies[at],
      },
    };
  });
}

/** Where the rows are that are not told apart: the reference's rare keys; without a reference, those beyond the number that is named. */
function otherSlot({ tally, reference }: SegmentCounts): number {
  return reference ? tally.slots.other : tally.slots.rest;
}

/** Those that are told apart, and all others together where there are some. */
function listSegments(counts: SegmentCounts, rules: SegmentRules): Judged[] {
  const { tally, reference, grouping } = counts;
  const named = [...tally.slots.list()].map(
    (each): Judged => ({ ...each, group: each.slot, reference: each.isNew ? undefined : reference?.groups[each.slot] }),
  );
  const slot = otherSlot(counts);
  if (tally.of(slot).rows === 0 && (reference?.other ?? 0) === 0) return named;
  const key = grouping.columns.map(() => OTHER);
  const cells = reference && cellsOfOthers(reference, rules.reference);
  const group = reference?.groups.length ?? 0;
  return [...named, { slot, key, isNew: false, group, reference: reference && cells && { rows: reference.other, cells } }];
}

/** What all of the reference counts less what its groups count. */
function cellsOfOthers({ features, groups }: GroupingReference, all: ReferenceProfile | undefined): number[][] {
  return features.flatMap((name, index) => {
    const feature = all?.features.find((known) => known.feature === name);
    if (!feature) return [];
    return [listCells(feature).map((count, cell) => groups.reduce((rest, { cells }) => rest - cells[index][cell], count))];
  });
}

function driftOf({ tally, cells, reference }: SegmentCounts, rules: SegmentRules, segments: readonly Judged[]): Segment['drift'][] {
  const features = (reference?.features ?? []).flatMap((name) => rules.reference?.features.find(({ feature }) => feature === name) ?? []);
  if (!reference || features.length === 0) return segments.map(() => ({ verdict: 'unavailable', drifted: [] }));
  const enough = (segment: Judged) => {
    const { rows, quarantined } = tally.of(segment.slot);
    return rows - quarantined >= rules.minRows && (segment.reference?.rows ?? 0) >= rules.minRows;
  };
  const compared = segments.filter(enough);
  const found = judgeSegmentDrift(
    compared.map((segment) => ({
      reference: segment.reference?.cells ?? [],
      current: features.map(({ feature }) => cells.of(feature, segment.group)),
    })),
    features,
    rules.thresholds,
  );
  const verdictOf = new Map(compared.map((segment, at) => [segment, found[at]]));
  return segments.map((segment) => {
    const judged = verdictOf.get(segment);
    const without: DriftFlag = segment.isNew ? 'unavailable' : 'insufficient';
    return judged ? describeDrift(judged) : { verdict: without, drifted: [] };
  });
}

function describeDrift({ verdict, drifted }: SegmentDrift): Segment['drift'] {
  const listed = drifted.slice(0, MAX_LISTED).map((feature) => ({
    feature: feature.feature,
    status: feature.status as 'moderate' | 'severe',
    ...findLeadingEffect(feature),
    reasons: [...feature.reasons],
  }));
  return { verdict, drifted: listed };
}

function qualityOf({ tally, checks }: SegmentCounts, rules: SegmentRules, segments: readonly Judged[]): Segment['quality'][] {
  const broken = new Set(rules.results.filter(({ status }) => status === 'error').map(({ id }) => id));
  const own = checks.flatMap(({ id, severity, allowed }, at) =>
    severity === 'quarantine' || broken.has(id) ? [] : [{ id, severity, allowed, at }],
  );
  const setsAside = checks.some(({ severity }) => severity === 'quarantine');
  const cases = segments.flatMap(({ slot }, segment) => {
    const { rows, quarantined } = tally.of(slot);
    const perCheck = own.map(({ id, severity, allowed, at }) => ({ segment, id, severity, allowed, ...tally.ofCheck(at, slot, false) }));
    if (!setsAside) return perCheck;
    return [
      ...perCheck,
      { segment, id: QUARANTINE, severity: 'fail' as const, allowed: rules.maxQuarantineShare, judged: rows, failed: quarantined },
    ];
  });
  const verdicts = judgeQuality(cases, rules.minRows);
  const bySegment = segments.map((): { tested: number; failed: Segment['quality']['failed'] } => ({ tested: 0, failed: [] }));
  for (const [at, { segment, id, severity, allowed, judged, failed }] of cases.entries()) {
    const { verdict, q } = verdicts[at];
    if (verdict !== 'insufficient') bySegment[segment].tested++;
    if (verdict !== 'fail') continue;
    bySegment[segment].failed.push({
      check: id,
      status: severity === 'warn' ? 'warn' : 'fail',
      failed: toRate(failed, judged),
      allowed,
      q,
    });
  }
  return bySegment.map(({ tested, failed }) => {
    const worstFirst = failed.sort((a, b) => (a.status === b.status ? b.failed.value - a.failed.value : a.status === 'fail' ? -1 : 1));
    return { status: worstFirst[0]?.status ?? (tested > 0 ? 'pass' : 'insufficient'), failed: worstFirst.slice(0, MAX_LISTED) };
  });
}
