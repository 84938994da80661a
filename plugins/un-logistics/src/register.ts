import type { Register } from '@oads/cli/plugin';
import { businessDuplicatesCheck } from './checks/business-duplicates.ts';
import { coldChainCheck } from './checks/cold-chain.ts';
import { containerNumberCheck } from './checks/container-number.ts';
import { dateOrderCheck } from './checks/date-order.ts';
import { freightPerKgCheck } from './checks/freight-per-kg.ts';
import { gs1KeyCheck } from './checks/gs1-key.ts';
import { incotermCheck } from './checks/incoterm.ts';
import { latenessCheck } from './checks/lateness.ts';
import { leadTimeCheck } from './checks/lead-time.ts';
import { lineValueCheck } from './checks/line-value.ts';
import { locodeCheck } from './checks/locode.ts';
import { neverReceivedCheck } from './checks/never-received.ts';
import { overdueCheck } from './checks/overdue.ts';
import { pcodeCheck } from './checks/pcode.ts';
import { priorityMismatchCheck } from './checks/priority-mismatch.ts';
import { receivedTwiceCheck } from './checks/received-twice.ts';
import { routeDeviationCheck } from './checks/route-deviation.ts';
import { leadTimeRatioFeature } from './features/lead-time-ratio.ts';
import { logFreightPerKgFeature } from './features/log-freight-per-kg.ts';
import { priorityFeature } from './features/priority.ts';
import { scheduleDelayDaysFeature } from './features/schedule-delay-days.ts';
import { weightClassFeature } from './features/weight-class.ts';
import { epcisLoader } from './loaders/epcis/epcis-loader.ts';
import { hxlLoader } from './loaders/hxl/hxl-loader.ts';
import { shipmentsLoader } from './loaders/shipments/shipments-loader.ts';

const register: Register = ({ api }) => ({
  apiVersion: 1,
  loaders: [shipmentsLoader(api), hxlLoader(api), epcisLoader(api)],
  checks: [
    dateOrderCheck(api),
    latenessCheck(api),
    overdueCheck(api),
    leadTimeCheck(api),
    businessDuplicatesCheck(api),
    lineValueCheck(api),
    freightPerKgCheck(api),
    incotermCheck(api),
    priorityMismatchCheck(api),
    locodeCheck(api),
    pcodeCheck(api),
    containerNumberCheck(api),
    gs1KeyCheck(api),
    routeDeviationCheck(api),
    neverReceivedCheck(api),
    receivedTwiceCheck(api),
    coldChainCheck(api),
  ],
  features: [
    scheduleDelayDaysFeature(api),
    logFreightPerKgFeature(api),
    leadTimeRatioFeature(api),
    weightClassFeature(api),
    priorityFeature(api),
  ],
  pipelines: [
    {
      name: 'un-logistics',
      description: 'a month of health shipments: dates, freight and lead times against the past of their lanes',
      config: 'config/un-logistics.yaml',
    },
  ],
});

export default register;
