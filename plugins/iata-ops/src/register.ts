import type { Register } from '@oads/cli/plugin';
import { ssimLoader } from './loaders/ssim/ssim-loader.ts';

const register: Register = ({ api }) => ({
  apiVersion: 1,
  loaders: [ssimLoader(api)],
  checks: [],
  features: [],
});

export default register;
