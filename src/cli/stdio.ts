import { messageOf, StoreError } from '../core/errors.ts';
import { reportError } from './error-report.ts';

/**
 * A reader that closes early (`| head -1`) ends the command at once, with success: it has what it wanted. A stdout that
 * takes no more for another reason ends it with a store error; a stderr that does is no reason to lose the result.
 */
export function watchOutputs(): void {
  // Before oclif's own listener, which throws.
  process.stdout.prependListener('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    process.exit(
      reportError(
        new StoreError('OADS_STORE_FULL', `stdout could not be written: ${messageOf(error)}`, {
          hint: 'make room where it is redirected to',
          cause: error,
        }),
        { json: false },
      ),
    );
  });
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
  });
}
