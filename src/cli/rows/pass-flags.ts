import { Flags } from '@oclif/core';
import { UsageError } from '../../core/errors.ts';
import { FILE_FORMATS, type FileFormat } from '../../core/frame/file-format.ts';
import { planStdoutRows } from './row-output.ts';

const REPORT_FORMATS = ['text', 'ndjson'] as const;
type ReportFormat = (typeof REPORT_FORMATS)[number];

/** Of the stages that judge rows. */
export const passFlags = {
  pass: Flags.boolean({ summary: 'write the rows to stdout once they may pass; the report goes to stderr' }),
  format: Flags.option({
    options: ['text', 'ndjson', 'arrow', 'csv', 'parquet'] as const,
    relationships: [{ type: 'none', flags: ['json'] }],
    summary: 'of the report: text or ndjson (default: text); with --pass of the rows: arrow, csv, ndjson or parquet (default: arrow)',
  })(),
};

/** The format of the rows that `--pass` releases; undefined without it. */
export function planPass(flags: {
  pass: boolean;
  format?: ReportFormat | FileFormat;
  json: boolean;
  output?: string;
}): FileFormat | undefined {
  const { pass, format, json, output } = flags;
  if (output === '-') {
    throw new UsageError('OADS_USAGE_OUTPUT', 'expected -o to name a file for the snapshot, got -', {
      hint: 'use --json for the snapshot on stdout, or --pass for the rows',
    });
  }
  if (pass && format === 'text') {
    throw new UsageError('OADS_USAGE_FORMAT', `expected one of ${FILE_FORMATS.join(', ')} with --pass, got text`, {
      hint: 'with --pass the report goes to stderr, as text always',
    });
  }
  if (pass) return planStdoutRows({ flag: '--pass', format: format === 'text' ? undefined : format, json });
  if (format !== undefined && !(REPORT_FORMATS as readonly string[]).includes(format)) {
    throw new UsageError('OADS_USAGE_FORMAT', `expected --pass with --format ${format}, got --format alone`, {
      hint: `it is the format of the rows that --pass writes; the report knows ${REPORT_FORMATS.join(' and ')}`,
    });
  }
  return undefined;
}
