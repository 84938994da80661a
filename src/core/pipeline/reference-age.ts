import { formatDurationMs } from '../config/durations.ts';
import type { Trust } from '../snapshot/system-state.ts';
import type { TrustEvidence } from '../trust/evidence.ts';
import type { Plan } from './plan.ts';

/** From the end of the reference's period to the as-of time. The card of a bundle holds no time of day at which it was fitted. */
export interface ReferenceAge {
  readonly from: string | null;
  /** null where nobody knows when the reference ends. */
  readonly to: string | null;
  /** NaN without an end; negative where it ends after the as-of time. */
  readonly ageMs: number;
  readonly maxAgeMs?: number;
}

/** Undefined without a usable bundle. */
export function referenceAge({ bundle, config, asOf }: Plan): ReferenceAge | undefined {
  if (bundle.state !== 'ok') return undefined;
  const { from, to } = bundle.bundle.card.training;
  return { from, to, ageMs: to === null ? Number.NaN : asOf.getTime() - Date.parse(to), maxAgeMs: config.reference.maxAgeMs };
}

/** As artifacts hold it: an age is never stored. */
export function referencePeriod(plan: Plan): Trust['reference'] {
  const age = referenceAge(plan);
  return age && { from: age.from, to: age.to, max_age_seconds: age.maxAgeMs === undefined ? null : age.maxAgeMs / 1000 };
}

export function weighReferenceAge(plan: Plan): TrustEvidence['referenceAge'] {
  if (plan.config.reference.maxAgeMs === undefined) return 'unused';
  const { ageMs, maxAgeMs } = referenceAge(plan) ?? {};
  if (ageMs === undefined || maxAgeMs === undefined || Number.isNaN(ageMs)) return null;
  return ageMs <= maxAgeMs ? 'within' : 'exceeded';
}

/** What stands behind `reference_old`. */
export function describeReferenceAge(plan: Plan): string {
  const { to, ageMs, maxAgeMs } = referenceAge(plan) ?? {};
  if (!to || ageMs === undefined || maxAgeMs === undefined) return '';
  return `it ends ${to}, ${formatDurationMs(ageMs)} before the as-of time; the limit is ${formatDurationMs(maxAgeMs)}`;
}
