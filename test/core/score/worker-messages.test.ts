import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BugError, ModelError } from '../../../src/core/errors.ts';
import { packError, unpackError } from '../../../src/core/score/worker-messages.ts';

const test = suite('score/worker-messages');

test('an error comes out of a thread as what it was', () => {
  const lasting = unpackError(structuredClone(packError(new ModelError('OADS_MODEL_RUN', 'm', { hint: 'h' })))) as ModelError;
  assert.instance(lasting, ModelError);
  assert.equal([lasting.code, lasting.message, lasting.hint, lasting.transient], ['OADS_MODEL_RUN', 'm', 'h', false]);
  const passing = unpackError(structuredClone(packError(new ModelError('OADS_MODEL_MEMORY', 'm', { transient: true }))));
  assert.is((passing as ModelError).transient, true);
  assert.instance(unpackError(structuredClone(packError(new BugError('b')))), BugError);
  assert.is(unpackError(structuredClone(packError(new RangeError('r')))).code, 'OADS_MODEL_RUN');
});

test.run();
