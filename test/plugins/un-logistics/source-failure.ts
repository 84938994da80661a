import * as assert from 'uvu/assert';
import { SourceError } from '../../../src/core/errors.ts';

/** The SourceError of one line that the work must end with. */
export async function sourceFailure(work: Promise<unknown>): Promise<SourceError> {
  const error = await work.then(
    () => undefined,
    (thrown) => thrown,
  );
  assert.instance(error, SourceError);
  assert.not.match(error.message, /\n/);
  return error;
}
