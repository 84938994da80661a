import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createRedactor } from '../../../src/core/config/redact.ts';
import { redactDocument } from '../../../src/core/config/redact-document.ts';

const test = suite('config/redact-document');

test('hides secrets in texts for people, and leaves names, codes and data as they are', () => {
  const redact = createRedactor({ API_TOKEN: 'test', SECRET: 'oads' });
  const document = {
    schema: 'oads/quality_snapshot/v1',
    pipeline: 'test',
    checks: [
      { id: 'test', columns: ['test'], observed: 'the test said oads', samples: [{ row: 1, values: { message: 'test' } }], hint: null },
    ],
    contract_broken: ['column "test" is missing'],
    top: [{ key: { path: 'test' }, score: 0.5 }],
    artifacts: '/data/test/x',
  };
  assert.equal(redactDocument(document, redact), {
    ...document,
    checks: [{ ...document.checks[0], observed: 'the ***** said *****' }],
    contract_broken: ['column "*****" is missing'],
    artifacts: '/data/*****/x',
  });
});

test.run();
