import { compareRoute } from './compare.ts';
import { compareAnswerRoute } from './compare-answer.ts';
import { eventsRoute } from './events.ts';
import { healthRoute } from './health.ts';
import { historyRoute } from './history.ts';
import { metricsRoute } from './metrics.ts';
import { pageRoute } from './page.ts';
import { pipelinesRoute } from './pipelines.ts';
import type { Route } from './route.ts';
import { runsRoute } from './runs.ts';
import { topAnomaliesRoute } from './top-anomalies.ts';

/** All that the server answers, beside the page's own files. */
export const ROUTES: readonly Route[] = [
  pageRoute,
  pipelinesRoute,
  healthRoute,
  metricsRoute,
  topAnomaliesRoute,
  runsRoute,
  historyRoute,
  compareRoute,
  compareAnswerRoute,
  eventsRoute,
];
