// @ts-check
import { createAscentCheck } from './ascent-check.js';
import { createRiseFeature } from './rise-feature.js';
import { createTidesLoader } from './tides-loader.js';

/**
 * What oads calls at every start: keep it quick, and load what is heavy when it is needed.
 * @type {import('./oads-plugin.d.ts').Register}
 */
const register = ({ api }) => ({
  apiVersion: 1,
  loaders: [createTidesLoader(api)],
  checks: [createAscentCheck(api)],
  features: [createRiseFeature(api)],
  pipelines: [{ name: 'tides', description: 'the sample tides of this package', config: 'config/tides.yaml' }],
});

export default register;
