import type { Fixtures } from '@oads/cli/plugin';
import { checkFixtures } from './conformance/check-fixtures.ts';
import { featureFixtures } from './conformance/feature-fixtures.ts';

const fixtures: Fixtures = {
  checks: checkFixtures,
  features: featureFixtures,
};

export default fixtures;
