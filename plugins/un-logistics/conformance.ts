import type { Fixtures } from '@oads/cli/plugin';
import { checkFixtures } from './conformance/check-fixtures.ts';
import { featureFixtures } from './conformance/feature-fixtures.ts';
import { loaderFixtures } from './conformance/loader-fixtures.ts';

const fixtures: Fixtures = {
  loaders: loaderFixtures,
  checks: checkFixtures,
  features: featureFixtures,
};

export default fixtures;
