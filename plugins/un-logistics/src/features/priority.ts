import type { HostApi, RowFeature } from '@oads/cli/plugin';
import { findUrgent, URGENT, type UrgentValues } from '../measures/find-urgent.ts';
import { urgentOption } from '../options/urgent-option.ts';

interface Options {
  readonly urgent: UrgentValues;
}
const read = (options: Record<string, unknown> | undefined): Options => ({ urgent: URGENT, ...options });

export const priorityFeature = (api: HostApi): RowFeature => ({
  name: 'priority',
  description: '1 for urgent items, 0 for others',
  options: api.Type.Object({ urgent: urgentOption(api) }, { additionalProperties: false }),
  inputs: (options) => Object.keys(read(options).urgent),
  compute: (batch, options) => Float64Array.from(findUrgent(batch, read(options).urgent), (found) => (found === 2 ? Number.NaN : found)),
});
