import { readFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { root } from '../support/cli.ts';
import { readSteps, runSteps } from './promised-steps.ts';

const test = suite('docs/plugins-walkthrough');

test('docs/plugins.md leads from nothing to an installed plugin, command by command', async () => {
  const steps = readSteps(readFileSync(path.join(root, 'docs', 'plugins.md'), 'utf8'));
  assert.ok(steps.length >= 6, `only ${steps.length} steps were found`);
  await runSteps(steps, { npm_config_offline: 'true' });
});

test.run();
