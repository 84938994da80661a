/** Every exit code with its meaning; shown by `--help` and in docs/exit-codes.md. */
export const EXIT_CODES = [
  [0, 'done; warnings allowed (--strict turns them into 1)'],
  [1, 'the data said no: quality failed, or drift over the threshold of a blocking gate'],
  [2, 'usage or config error'],
  [3, 'source or store error: no source and no fallback worked, disk full, artifacts not writable'],
  [4, 'plugin or model error'],
  [70, 'a defect in oads'],
  [130, 'stopped by SIGINT (143 by SIGTERM)'],
] as const;

export const EXIT_CODE_HELP: string = [
  'Exit codes:',
  ...EXIT_CODES.map(([code, meaning]) => `${String(code).padStart(3)}  ${meaning}`),
].join('\n');
