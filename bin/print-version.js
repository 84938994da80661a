/** Answers `--version`. @param {string} version */
export function printVersion(version) {
  // As src/cli/stdio.ts does it: a reader that is gone has what it wanted.
  process.stdout.on('error', (error) => {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EPIPE') return;
    process.exitCode = 3;
    process.stderr.write(`error[OADS_STORE_FULL]: stdout could not be written: ${error.message}\n`);
    process.stderr.write('  hint: make room where it is redirected to\n');
  });
  process.stderr.on('error', () => {});
  process.stdout.write(`oads/${version} ${process.platform}-${process.arch} node-${process.version}\n`);
}
