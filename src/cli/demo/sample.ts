/** What demo/departures.csv holds; see demo/NOTICE. */
export const SAMPLE = {
  window: '2001-06-20/2001-06-25',
  step: '1d',
  /** The day whose last quarter is delivered twice. */
  doubled: '2001-06-24',
} as const;
