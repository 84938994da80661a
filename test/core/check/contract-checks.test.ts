import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { builtInChecks } from '../../../src/core/check/built-in-checks.ts';
import { contractChecks } from '../../../src/core/check/contract-checks.ts';
import { startChecks } from '../../../src/core/check/run-checks.ts';
import { makeBatch } from './make-batch.ts';

const test = suite('check/contract-checks');

test('each column of the contract becomes a check', async () => {
  const configs = contractChecks([
    { name: 'id', type: 'text', nullable: false, optional: false },
    { name: 'Delay', type: 'number', nullable: true, optional: false },
    { name: 'note', type: 'text', nullable: true, optional: true },
    { name: 'seats', type: 'integer', nullable: true, optional: false },
  ]);
  const run = startChecks(configs, new Map(builtInChecks.map((check) => [check.name, check])), {
    asOf: new Date(0),
    contract: [],
    key: [],
    maxQuarantineShare: 0,
  });
  run.screen(makeBatch({ 'id:text': ['a', null], 'Delay:number': [1, null] }));
  const results = await run.finish(async function* () {});
  assert.equal(
    results.map(({ id, status, severity }) => [id, status, severity]),
    [
      ['contract-id', 'fail', 'fail'],
      ['contract-Delay', 'pass', 'fail'],
      ['contract-note', 'pass', 'fail'],
      ['contract-seats', 'fail', 'fail'],
    ],
  );
});

test.run();
