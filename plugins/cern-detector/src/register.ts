import type { Register } from '@oads/cli/plugin';
import { chargeCheck } from './checks/charge.ts';
import { finiteCheck } from './checks/finite.ts';
import { flagsInStableBeamsCheck } from './checks/flags-in-stable-beams.ts';
import { goldenCheck } from './checks/golden.ts';
import { kinematicsCheck } from './checks/kinematics.ts';
import { lengthsCheck } from './checks/lengths.ts';
import { lsDuplicatesCheck } from './checks/ls-duplicates.ts';
import { lsGapsCheck } from './checks/ls-gaps.ts';
import { lsOrderCheck } from './checks/ls-order.ts';
import { massPeakCheck } from './checks/mass-peak.ts';
import { massWindowCheck } from './checks/mass-window.ts';
import { occupancyCheck } from './checks/occupancy.ts';
import { recordedFractionCheck } from './checks/recorded-fraction.ts';
import { referenceHistogramCheck } from './checks/reference-histogram.ts';
import { sameSignCheck } from './checks/same-sign.ts';
import { triggerRateCheck } from './checks/trigger-rate.ts';
import { deltaPhiFeature } from './features/delta-phi.ts';
import { deltaRFeature } from './features/delta-r.ts';
import { dileptonMassFeature } from './features/dilepton-mass.ts';
import { dileptonPtFeature } from './features/dilepton-pt.ts';
import { histogramDistanceFeature } from './features/histogram-distance.ts';
import { leadingFeature } from './features/leading.ts';
import { lumisectionEventsFeature } from './features/lumisection-events.ts';
import { lumisectionMeanFeature } from './features/lumisection-mean.ts';
import { multiplicityFeature } from './features/multiplicity.ts';
import { ptAsymmetryFeature } from './features/pt-asymmetry.ts';
import { rateFeature, recordedFractionFeature } from './features/ratio.ts';
import { brilcalcLoader } from './loaders/brilcalc/brilcalc-loader.ts';
import { nanoaodLoader } from './loaders/nanoaod-loader.ts';
import { omsLoader } from './loaders/oms/oms-loader.ts';
import { rootHistogramsLoader } from './loaders/root-histograms-loader.ts';
import { rootLoader } from './loaders/root-loader.ts';

const register: Register = ({ api }) => ({
  apiVersion: 1,
  loaders: [rootLoader(api), nanoaodLoader(api), rootHistogramsLoader(api), brilcalcLoader(api), omsLoader(api)],
  checks: [
    lsGapsCheck(api),
    lsDuplicatesCheck(api),
    lsOrderCheck(api),
    goldenCheck(api),
    recordedFractionCheck(api),
    flagsInStableBeamsCheck(api),
    triggerRateCheck(api),
    occupancyCheck(api),
    referenceHistogramCheck(api),
    finiteCheck(api),
    kinematicsCheck(api),
    chargeCheck(api),
    sameSignCheck(api),
    massWindowCheck(api),
    massPeakCheck(api),
    lengthsCheck(api),
  ],
  features: [
    dileptonMassFeature(api),
    dileptonPtFeature(api),
    deltaPhiFeature(api),
    deltaRFeature(api),
    ptAsymmetryFeature(api),
    leadingFeature(api),
    multiplicityFeature(api),
    recordedFractionFeature(api),
    rateFeature(api),
    lumisectionEventsFeature(api),
    lumisectionMeanFeature(api),
    histogramDistanceFeature(api),
  ],
  pipelines: [
    { name: 'cern-detector', description: 'dimuon events beside a certified reference run', config: 'config/cern-detector.yaml' },
    {
      name: 'luminosity',
      description: 'luminosity of lumisections: gaps, order, dead time',
      config: 'config/cern-detector-luminosity.yaml',
    },
  ],
});

export default register;
