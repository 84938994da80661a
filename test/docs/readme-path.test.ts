import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readDocument } from './documents.ts';
import { readSteps, runSteps } from './promised-steps.ts';

const test = suite('docs/readme-path');
const readme = readDocument('README.md');

test('the five-minute path of the README, and after it the examples of docs/chaining.md, run as written and print what they promise', async () => {
  const steps = readSteps(readme);
  assert.ok(steps.length >= 7, `only ${steps.length} steps were found`);
  assert.match(steps[2].script, /^oads fit /, 'the third step makes the model, which the examples need');
  const chains = readSteps(readDocument('docs/chaining.md'));
  assert.ok(chains.length >= 7, `only ${chains.length} steps were found in docs/chaining.md`);
  await runSteps([...steps, ...chains]);
});

test('the commands that set the path up name files that exist', () => {
  assert.match(readme, /oads\(\) \{ node "\$OADS_ROOT\/scripts\/run\.mjs" bin\/run\.js "\$@"; \}/);
});

test.run();
