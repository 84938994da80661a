import { acknowledgeRoute, listAcknowledgementsRoute } from './acknowledge.ts';
import { healthRoute } from './health.ts';
import { healthFreshRoute } from './health-fresh.ts';
import { healthLiveRoute, healthReadyRoute } from './health-probes.ts';
import { labelsRoute } from './labels.ts';
import { loginPageRoute, loginRoute } from './login.ts';
import { logoutPageRoute, logoutRoute } from './logout.ts';
import { metricsRoute } from './metrics.ts';
import { openApiRouteOf } from './openapi.ts';
import { pageRoute } from './page.ts';
import type { Route } from './route.ts';
import { runRoute } from './run.ts';
import { runsRoute } from './runs.ts';
import { topAnomaliesRoute } from './top-anomalies.ts';

/** All that the server answers, beside the page's own files. */
export const ROUTES: readonly Route[] = [
  pageRoute,
  healthRoute,
  healthLiveRoute,
  healthReadyRoute,
  healthFreshRoute,
  metricsRoute,
  topAnomaliesRoute,
  runsRoute,
  runRoute,
  listAcknowledgementsRoute,
  acknowledgeRoute,
  labelsRoute,
  loginPageRoute,
  loginRoute,
  logoutPageRoute,
  logoutRoute,
  openApiRouteOf(() => ROUTES),
];
