import { Flags } from '@oclif/core';

/** Of the commands whose exit code 1 is a verdict on the data. */
export const verdictFlags = {
  'exit-zero': Flags.boolean({ summary: 'exit 0 where the data said no; errors keep their codes' }),
};

/** Of the commands whose result is a list. */
export const reportFlags = {
  format: Flags.string({
    options: ['text', 'ndjson'],
    relationships: [{ type: 'none', flags: ['json'] }],
    summary: 'text for people, or ndjson: one JSON object a line, a summary last (default: text)',
  }),
};
