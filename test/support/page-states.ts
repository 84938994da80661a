import { rm, truncate } from 'node:fs/promises';
import path from 'node:path';
import type { AppOptions } from '../../src/core/dashboard/create-app.ts';
import { type RunDocuments, type RunOptions, writeRun } from './artifacts.ts';
import { crowdRunSlightly, describeSegments } from './crowded-run.ts';

/** A state of an artifacts directory, and the address that shows it. The clock stands at 2026-03-01T08:00Z. */
export interface PageState {
  readonly name: string;
  /** What its page must say, as a reader sees it. */
  readonly says: RegExp;
  readonly options?: Partial<AppOptions>;
  /** Writes the state; may return the address. */
  write(dir: string): Promise<string | undefined>;
}

const LATER = '2026-03-01T07:00:00.000Z';
const runOfAllRows = (dir: string, options: RunOptions = {}) => {
  const asOf = options.asOf ?? '2026-03-01T06:00:00.000Z';
  return writeRun(dir, { asOf, confirmedAt: new Date(Date.parse(asOf) + 61_000).toISOString(), ...options });
};

/** Two rows are flagged and one is not: more of them are more of the same, and a browser takes its time for each. */
export function keepFewRows({ metrics }: RunDocuments): void {
  metrics.top = metrics.top.slice(0, 3).map((row, index) => ({ ...row, is_anomaly: index < 2 }));
}

const run = (dir: string, options: RunOptions = {}) =>
  runOfAllRows(dir, {
    ...options,
    edit: (documents) => {
      keepFewRows(documents);
      options.edit?.(documents);
    },
  });

export const PAGE_STATES: readonly PageState[] = [
  { name: 'certified', says: /certified.*no reason against it was found/is, write: async (dir) => void (await runOfAllRows(dir)) },
  { name: 'qualified', says: /qualified.*drifted moderately/is, write: async (dir) => void (await run(dir, { level: 'qualified' })) },
  { name: 'rank-only', says: /rank only.*the order of the rows/is, write: async (dir) => void (await run(dir, { level: 'rank-only' })) },
  {
    name: 'withheld',
    says: /results of this run are withheld.*not the current data/is,
    write: async (dir) => {
      await runOfAllRows(dir);
      await run(dir, { level: 'withheld', asOf: LATER });
      return undefined;
    },
  },
  {
    name: 'withheld without a last good run',
    says: /no earlier good run to show/i,
    write: async (dir) => void (await run(dir, { level: 'withheld' })),
  },
  {
    name: 'fallback',
    says: /fallback data.*source_unreachable.*check the source/is,
    write: async (dir) =>
      void (await run(dir, {
        level: 'qualified',
        source: 'last_good',
        edit: ({ system }) => {
          system.trust.reasons = [
            { code: 'fallback_used', message: 'the source could not be read: these are fallback rows', level: 'qualified', evidence: null },
          ];
        },
      })),
  },
  {
    name: 'stale',
    says: /no run for too long.*at most 1h are allowed.*the schedule stands still/is,
    options: { staleAfterSeconds: 3600 },
    write: async (dir) => void (await run(dir)),
  },
  {
    name: 'torn',
    says: /damaged and not shown.*oads verify/is,
    write: async (dir) => {
      const { runDir } = await run(dir);
      await truncate(path.join(runDir, 'drift_snapshot.json'), 100);
      return undefined;
    },
  },
  {
    name: 'missing',
    says: /newest run is missing/i,
    write: async (dir) => {
      const { runDir } = await run(dir);
      await rm(runDir, { recursive: true });
      return undefined;
    },
  },
  { name: 'no data', says: /no run yet/i, write: async () => undefined },
  {
    name: 'an older run by its id',
    says: /not the newest run.*see the newest run/is,
    write: async (dir) => {
      const { runId } = await run(dir);
      await run(dir, { asOf: LATER });
      return `/?pipeline=demo&run=${runId}`;
    },
  },
  {
    name: 'crowded',
    says: /segments: rank-only.*by airport/is,
    write: async (dir) =>
      void (await run(dir, {
        pipeline: 'p'.repeat(200),
        level: 'rank-only',
        edit: crowdRunSlightly,
        segments: describeSegments,
      })),
  },
  {
    name: 'overview',
    says: /9 pipelines, the worst first.*p-1.*withheld.*p-0/is,
    write: async (dir) => {
      const levels = ['certified', 'withheld', 'qualified', 'rank-only'] as const;
      for (let index = 0; index < 8; index++)
        await run(dir, { pipeline: `p-${index}`, level: levels[index % 4], source: index === 2 ? 'file' : 'primary' });
      await run(dir, { pipeline: `long-${'x'.repeat(190)}` });
      return undefined;
    },
  },
  {
    name: 'two runs compared',
    says: /two runs compared.*other run: qualified.*this run: certified.*lost.*drifted moderately/is,
    write: async (dir) => {
      await runOfAllRows(dir, { level: 'qualified' });
      await runOfAllRows(dir, { asOf: LATER });
      return '/compare?pipeline=demo';
    },
  },
];
