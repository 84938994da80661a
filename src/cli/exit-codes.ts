/** Every exit code with its meaning; shown in docs/exit-codes.md. */
export const EXIT_CODES = [
  [0, 'done; warnings allowed (--strict turns them into 1)'],
  [1, 'the data said no: quality failed, or drift over the threshold of a blocking gate'],
  [2, 'usage or config error'],
  [3, 'source or store error: no source and no fallback worked, disk full, artifacts not writable'],
  [4, 'plugin or model error'],
  [70, 'a defect in oads'],
  [130, 'stopped by SIGINT (143 by SIGTERM)'],
] as const;

export type ExitCode = (typeof EXIT_CODES)[number][0];

/** For `--help`: the codes with which a command can end. A text replaces the general meaning, `null` leaves the code out. */
export function exitCodeHelp(own: Partial<Record<ExitCode, string | null>> = {}): string {
  const lines = EXIT_CODES.flatMap(([code, general]) => {
    const meaning = code in own ? own[code] : general;
    return meaning === null ? [] : [`${String(code).padStart(3)}  ${meaning}`];
  });
  return ['Exit codes:', ...lines].join('\n');
}
