import type { Register } from '@oads/cli/plugin';
import { aidxLoader } from './loaders/aidx/aidx-loader.ts';
import { ssimLoader } from './loaders/ssim/ssim-loader.ts';
import { telexLoader } from './loaders/telex/telex-loader.ts';

const register: Register = ({ api }) => ({
  apiVersion: 1,
  loaders: [ssimLoader(api), aidxLoader(api), telexLoader(api)],
  checks: [],
  features: [],
});

export default register;
