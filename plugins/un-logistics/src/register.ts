import type { Register } from '@oads/cli/plugin';
import { shipmentsLoader } from './loaders/shipments/shipments-loader.ts';

const register: Register = ({ api }) => ({
  apiVersion: 1,
  loaders: [
    shipmentsLoader(api), //
  ],
  checks: [],
  features: [],
});

export default register;
