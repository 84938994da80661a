import type { Fixtures } from '@oads/cli/plugin';
import { HISTORY, LINES, SHIPMENTS } from './check-fixtures.ts';

const shipments = { schema: SHIPMENTS, rows: LINES };
const beside = { ...shipments, options: { baseline: 'history.csv' }, files: HISTORY };

export const featureFixtures: Fixtures['features'] = {
  'schedule-delay-days': shipments,
  'log-freight-per-kg': beside,
  'lead-time-ratio': beside,
  'weight-class': [shipments, { ...shipments, options: { breaks_kg: [10, 110] } }],
  priority: shipments,
};
