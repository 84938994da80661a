import type { HostApi, LoadContext, SourceRecord } from '@oads/cli/plugin';
import type { GoldenList } from '../golden/golden-list.ts';

/** The options that loaders of lumisections share. */
export interface LumisectionSource {
  readonly path: string | string[];
  readonly golden?: string;
}

export const lumisectionOptions = ({ Type }: HostApi, what: string) => ({
  path: Type.Union([Type.String({ minLength: 1 }), Type.Array(Type.String({ minLength: 1 }), { minItems: 1 })], {
    description: `${what}: a file, several, a directory, or a pattern with * in its last segment; relative to the config file`,
  }),
  golden: Type.Optional(
    Type.String({ minLength: 1, description: 'A golden JSON: only its lumisections are read; rows that name no run or lumisection stay' }),
  ),
});

/** The golden JSON that the options name, if any. */
export async function openGolden(
  api: HostApi,
  { golden }: LumisectionSource,
  { baseDir, signal }: Pick<LoadContext, 'baseDir' | 'signal'>,
): Promise<GoldenList | undefined> {
  if (golden === undefined) return undefined;
  const { readGolden } = await import('../golden/read-golden.ts');
  return readGolden(api, golden, baseDir, signal);
}

/** The records that the pipeline's window and the golden JSON let through. A row without a readable time, run or lumisection stays, to be judged. */
export async function* keepRecords(
  records: AsyncIterable<SourceRecord>,
  golden: GoldenList | undefined,
  { window, warn }: Pick<LoadContext, 'window' | 'warn'>,
): AsyncGenerator<SourceRecord> {
  const from = window ? Date.parse(window.from) : 0;
  const to = window ? Date.parse(window.to) : 0;
  let seen = 0;
  let certified = 0;
  for await (const record of records) {
    const time = window && record[window.column];
    if (time instanceof Date && !(time.getTime() >= from && time.getTime() < to)) continue;
    const { run, ls } = record;
    if (golden && typeof run === 'number' && typeof ls === 'number') {
      seen++;
      if (!golden.has(run, ls)) continue;
      certified++;
    }
    yield record;
  }
  if (golden && seen > 0 && certified === 0) warn(`none of the ${seen} lumisections is in the golden JSON: is it of another period?`);
}
