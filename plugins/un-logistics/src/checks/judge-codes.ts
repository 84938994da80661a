import type { Batch, HostApi } from '@oads/cli/plugin';
import { readText } from '../measures/read-text.ts';
import { toleranceOption } from '../options/tolerance-option.ts';

/** Judges each row by its code; each code once. Nulls are not judged. */
export function judgeCodes(batch: Batch, name: string, isSound: (code: string) => boolean, verdicts: Uint8Array): void {
  const codeOf = readText(batch, name);
  const known = new Map<string, number>();
  for (let row = 0; row < batch.rows; row++) {
    const code = codeOf(row);
    if (code === null) {
      verdicts[row] = 2;
      continue;
    }
    let verdict = known.get(code);
    if (verdict === undefined) {
      verdict = Number(!isSound(code));
      known.set(code, verdict);
    }
    verdicts[row] = verdict;
  }
}

/** The option `column`, needed, and the tolerance. */
export function codeOptions(api: HostApi, description: string) {
  return { column: api.Type.String({ minLength: 1, description }), ...toleranceOption(api) };
}
