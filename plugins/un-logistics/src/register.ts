import type { Register } from '@oads/cli/plugin';

const register: Register = () => ({
  apiVersion: 1,
  loaders: [],
  checks: [],
  features: [],
});

export default register;
