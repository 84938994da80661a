import { deriveRunId } from '../artifacts/derive-run-id.ts';
import type { ContentDigest } from '../frame/content-digest.ts';
import { identifyRun } from './identify-run.ts';
import type { Plan } from './plan.ts';

/** The id that single stages give their snapshots: that of a run over the same rows read from a file. */
export function batchId(plan: Plan, intake: { readonly digest: ContentDigest }, version: string): string {
  return deriveRunId(identifyRun(plan, version, { intake, used: 'input', fallbackReason: null }));
}
