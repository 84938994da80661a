import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readDocument } from './documents.ts';
import { readSteps, runSteps } from './promised-steps.ts';

const test = suite('docs/chaining');

test('the examples of docs/chaining.md run as written, after the first steps of the README, and print what they promise', async () => {
  const setUp = readSteps(readDocument('README.md')).slice(0, 3);
  assert.match(setUp[2].script, /^oads fit /, 'the third step makes the model');
  const steps = readSteps(readDocument('docs/chaining.md'));
  assert.ok(steps.length >= 7, `only ${steps.length} steps were found`);
  await runSteps([...setUp, ...steps]);
});

test.run();
