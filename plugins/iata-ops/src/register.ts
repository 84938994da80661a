import type { Register } from '@oads/cli/plugin';
import { aidxLoader } from './loaders/aidx/aidx-loader.ts';
import { ssimLoader } from './loaders/ssim/ssim-loader.ts';

const register: Register = ({ api }) => ({
  apiVersion: 1,
  loaders: [ssimLoader(api), aidxLoader(api)],
  checks: [],
  features: [],
});

export default register;
