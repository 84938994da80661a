import { type RunEntry, readLink } from './read-runs.ts';

export interface LostPointer {
  /** The run that is not there; null where the link does not say. */
  readonly run_id: string | null;
  readonly problem: string;
}

export type Pointers = Readonly<Record<'latest' | 'last_good', Awaited<ReturnType<typeof readLink>>>>;

export async function readPointers(artifactsDir: string, pipeline: string): Promise<Pointers> {
  const lastGood = await readLink(artifactsDir, pipeline, 'last_good');
  return { latest: await readLink(artifactsDir, pipeline, 'latest'), last_good: lastGood };
}

/** The links that lead to no run. Without a link a single run may be a first one that was killed just before it was set. */
export function judgePointers(pointers: Pointers, entries: readonly RunEntry[]): LostPointer[] {
  const lost: LostPointer[] = [];
  for (const pointer of ['latest', 'last_good'] as const) {
    const target = pointers[pointer];
    if (target === null) {
      const good = entries.filter((entry) => entry.state === 'ok' && entry.manifest.trust_level !== 'withheld').length;
      if (pointer === 'last_good' && good > 1)
        lost.push({ run_id: null, problem: `last_good is missing although ${good} runs were not withheld` });
      if (pointer === 'latest' && entries.length > 1)
        lost.push({ run_id: null, problem: `latest is missing although there are ${entries.length} runs` });
    } else if (typeof target !== 'string') lost.push(...target.problems.map((problem) => ({ run_id: null, problem })));
    else if (!entries.some(({ run_id }) => run_id === target))
      lost.push({ run_id: target, problem: `${pointer} points to run ${target}, which is missing` });
  }
  return lost;
}
