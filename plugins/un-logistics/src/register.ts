import type { Register } from '@oads/cli/plugin';
import { epcisLoader } from './loaders/epcis/epcis-loader.ts';
import { hxlLoader } from './loaders/hxl/hxl-loader.ts';
import { shipmentsLoader } from './loaders/shipments/shipments-loader.ts';

const register: Register = ({ api }) => ({
  apiVersion: 1,
  loaders: [
    shipmentsLoader(api), //
    hxlLoader(api),
    epcisLoader(api),
  ],
  checks: [],
  features: [],
});

export default register;
