import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readDocument } from './documents.ts';
import { readSteps, runSteps } from './promised-steps.ts';

const test = suite('docs/init');

test('the example of docs/init.md runs as written and prints what it promises', async () => {
  const steps = readSteps(readDocument('docs/init.md'));
  assert.ok(steps.length >= 4, `only ${steps.length} steps were found`);
  await runSteps(steps);
});

test.run();
