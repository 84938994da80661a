import { eventsRoute } from './events.ts';
import { healthRoute } from './health.ts';
import { healthFreshRoute } from './health-fresh.ts';
import { healthLiveRoute, healthReadyRoute } from './health-probes.ts';
import { loginPageRoute, loginRoute } from './login.ts';
import { logoutPageRoute, logoutRoute } from './logout.ts';
import { metricsRoute } from './metrics.ts';
import { openApiRouteOf } from './openapi.ts';
import { pageRoute } from './page.ts';
import { pipelinesRoute } from './pipelines.ts';
import type { Route } from './route.ts';
import { runRoute } from './run.ts';
import { runsRoute } from './runs.ts';
import { topAnomaliesRoute } from './top-anomalies.ts';

/** All that the server answers, beside the page's own files. */
export const ROUTES: readonly Route[] = [
  pageRoute,
  pipelinesRoute,
  healthRoute,
  healthLiveRoute,
  healthReadyRoute,
  healthFreshRoute,
  metricsRoute,
  topAnomaliesRoute,
  runsRoute,
  runRoute,
  eventsRoute,
  loginPageRoute,
  loginRoute,
  logoutPageRoute,
  logoutRoute,
  openApiRouteOf(() => ROUTES),
];
