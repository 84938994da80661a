import path from 'node:path';

/** Where things lie under `<artifacts>/<pipeline>/`. */
export interface Layout {
  readonly root: string;
  readonly runs: string;
  readonly spool: string;
  readonly lock: string;
  readonly latest: string;
  readonly lastGood: string;
  /** The rows of the last successful load, for the fallback. */
  readonly lastGoodSpool: string;
  /** The record of the runs that were removed. */
  readonly pruned: string;
  /** What people said of single rows: append-only, and no part of any run. */
  readonly acknowledgements: string;
  readonly acknowledgementsLock: string;
  /** Who was told of what, with a lock of its own. */
  readonly notifications: string;
  readonly notificationRecord: string;
  readonly notificationLock: string;
}

export function layoutOf(artifactsDir: string, pipeline: string): Layout {
  const root = path.join(artifactsDir, pipeline);
  return {
    root,
    runs: path.join(root, 'runs'),
    spool: path.join(root, 'spool'),
    lock: path.join(root, '.lock'),
    latest: path.join(root, 'latest'),
    lastGood: path.join(root, 'last_good'),
    lastGoodSpool: path.join(root, 'spool', 'last_good'),
    pruned: path.join(root, 'pruned.json'),
    acknowledgements: path.join(root, 'acknowledgements.ndjson'),
    acknowledgementsLock: path.join(root, '.acknowledgements.lock'),
    notifications: path.join(root, 'notifications'),
    notificationRecord: path.join(root, 'notifications', 'record.ndjson'),
    notificationLock: path.join(root, 'notifications', '.lock'),
  };
}
