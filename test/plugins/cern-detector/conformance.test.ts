import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import fixtures from '../../../plugins/cern-detector/conformance.ts';
import register from '../../../plugins/cern-detector/src/register.ts';
import { testContributions } from '../../../src/core/plugin/testing/test-contributions.ts';
import { root } from '../../support/cli.ts';
import { hostApi } from '../../support/host-api.ts';

const test = suite('cern-detector/conformance');

test('the plugin keeps the laws of the API', async () => {
  const results = await testContributions({
    name: '@oads/plugin-cern-detector',
    version: '0.1.0',
    dir: path.join(root, 'plugins', 'cern-detector'),
    contributions: await register(await hostApi()),
    fixtures,
  });
  const broken = results.filter(({ problem }) => problem !== null);
  assert.equal(
    broken.map(({ subject, law, problem }) => `${subject}: ${law}: ${problem}`),
    [],
  );
  assert.ok(results.length > 200, `${results.length} proofs`);
});

test.run();
