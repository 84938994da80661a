import { acknowledgeRoute, listAcknowledgementsRoute } from './acknowledge.ts';
import { healthRoute } from './health.ts';
import { labelsRoute } from './labels.ts';
import { metricsRoute } from './metrics.ts';
import { pageRoute } from './page.ts';
import type { Route } from './route.ts';
import { runsRoute } from './runs.ts';
import { topAnomaliesRoute } from './top-anomalies.ts';

/** All that the server answers, beside the page's own files. */
export const ROUTES: readonly Route[] = [
  pageRoute,
  healthRoute,
  metricsRoute,
  topAnomaliesRoute,
  runsRoute,
  listAcknowledgementsRoute,
  acknowledgeRoute,
  labelsRoute,
];
