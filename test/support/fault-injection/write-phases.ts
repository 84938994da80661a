/** What a run does to its artifacts directory, in this order. */
export const WRITE_PHASES = [
  'directories',
  'lock',
  'sweep',
  'staging',
  'spool part',
  'quarantine',
  'scratch scores',
  'results',
  'quality snapshot',
  'drift snapshot',
  'inference metrics',
  'system state',
  'sync of the files',
  'manifest',
  'damaged run aside',
  'rename of the run',
  'latest',
  'last_good',
  'pruning',
  'sweep after',
  'keeping the spool',
  'release',
] as const;
export type WritePhase = (typeof WRITE_PHASES)[number];

export interface Operation {
  readonly operation: string;
  /** Relative to the artifacts directory, as `normalise` leaves it. */
  readonly file: string;
  /** For a rename or a link: the other path. */
  readonly to?: string;
  /** How its file was opened. */
  readonly flags?: string;
}

/** Without process ids, run ids and other names that no two runs share. */
export function normalise(file: string): string {
  return file
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UUID')
    .replaceAll(/\b[0-9a-f]{16}\b/g, 'ID')
    .replaceAll(/(\.tmp-(?:[a-z]+-)?|\.old-)\d+(?:-[0-9a-f]{8})?/g, '$1PID');
}

const FILES: readonly (readonly [string, WritePhase])[] = [
  ['anomaly_results.csv', 'results'],
  ['quality_snapshot.json', 'quality snapshot'],
  ['drift_snapshot.json', 'drift snapshot'],
  ['inference_metrics.json', 'inference metrics'],
  ['system_state.json', 'system state'],
  ['manifest.json', 'manifest'],
  ['quarantine.parquet', 'quarantine'],
  ['scores.f32', 'scratch scores'],
];

/** Tells the phase of one operation after the other: the same removal means another thing at another time. `other` is none of ours. */
export function createPhaseTeller(): (operation: Operation) => WritePhase | 'other' {
  let staged = false;
  let pointer: WritePhase | undefined;
  return ({ operation, file, to, flags }) => {
    const inPipeline = file.split('/').slice(1).join('/');
    const toInPipeline = to?.split('/').slice(1).join('/');
    if (/pruned/.test(`${inPipeline} ${toInPipeline}`)) return 'pruning';
    if (inPipeline === '.lock' && /^(rm|unlink)/.test(operation)) return 'release';
    if (inPipeline.startsWith('.lock')) return 'lock';
    if (/^(latest|last_good)/.test(inPipeline)) {
      if (!staged) return 'sweep';
      pointer = inPipeline.startsWith('latest') ? 'latest' : 'last_good';
      return pointer;
    }
    if (operation === 'sync' && inPipeline === '') return pointer ?? 'other';
    if (operation.startsWith('mkdir') && inPipeline === 'runs/.tmp-PID') {
      staged = true;
      return 'staging';
    }
    if (operation.startsWith('mkdir') && (inPipeline === 'runs' || inPipeline === 'spool' || inPipeline === '')) return 'directories';
    if (operation.startsWith('rm') && /^(runs|spool)\/\.tmp-[^/]*$/.test(inPipeline)) {
      if (!staged) return 'sweep';
      return pointer && inPipeline.startsWith('runs/.tmp-replaced') ? 'sweep after' : 'release';
    }
    if (toInPipeline?.startsWith('runs/.tmp-replaced')) return 'damaged run aside';
    if ((operation.startsWith('rename') && toInPipeline === 'runs/ID') || (operation === 'sync' && inPipeline === 'runs'))
      return 'rename of the run';
    if (operation.startsWith('rename') && toInPipeline?.startsWith('spool/ID')) return 'keeping the spool';
    const [, phase] = FILES.find(([name]) => inPipeline.includes(name)) ?? [];
    if (phase && inPipeline.startsWith('runs/') && flags === 'r+') return 'sync of the files';
    if (phase) return phase;
    // Made durable once the links are prepared: no row is written any more.
    if (inPipeline.startsWith('spool/.tmp-')) return pointer ? 'keeping the spool' : 'spool part';
    if (inPipeline.startsWith('spool')) return 'keeping the spool';
    if (operation === 'sync' && inPipeline === 'runs/.tmp-PID') return 'manifest';
    return 'other';
  };
}
