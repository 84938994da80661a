import { isatty } from 'node:tty';
import { UsageError } from '../../core/errors.ts';
import type { FileFormat } from '../../core/frame/file-format.ts';

/** Rows to stdout: the format, Arrow unless another was named. Throws UsageError where stdout cannot take it. */
export function planStdoutRows({ flag, format = 'arrow', json }: { flag: string; format?: FileFormat; json: boolean }): FileFormat {
  if (json) {
    throw new UsageError('OADS_USAGE_OUTPUT', `expected --json or rows on stdout (${flag}), got both`, {
      hint: 'leave out --json: the report goes to stderr as text',
    });
  }
  if ((format === 'arrow' || format === 'parquet') && isatty(1)) {
    throw new UsageError('OADS_USAGE_OUTPUT', `expected a pipe or a file for ${format}, got a terminal`, {
      hint: 'add --format csv to look at the rows, or redirect stdout',
    });
  }
  return format;
}
