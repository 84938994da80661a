import type { HostApi, WindowFeature } from '@oads/cli/plugin';
import { LUMISECTION_COLUMNS, type LumisectionColumns, lumisectionColumns } from '../options/lumisection-columns.ts';

const readOptions = (options: Record<string, unknown>) => ({ ...LUMISECTION_COLUMNS, ...options }) as LumisectionColumns;
const keyOf = (options: Record<string, unknown>) => [readOptions(options).run, readOptions(options).lumisection];

export const lumisectionEventsFeature = (api: HostApi): WindowFeature => ({
  kind: 'window',
  name: 'lumisection-events',
  description: 'number of events in the lumisection of a row',
  options: api.Type.Object(lumisectionColumns(api), { additionalProperties: false }),
  inputs: keyOf,
  group: (options) => ({ key: keyOf(options), order: [] }),
  compute: (rows) => new Float64Array(rows.rows).fill(rows.rows),
});
