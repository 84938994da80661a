export interface PostgresOptions {
  /**
   * Directory of a cluster that is kept: created if it is not there, used again if it is. As root, a directory that the
   * server's unprivileged account cannot reach is replaced by one in the temporary directory that stands for it.
   * Left out, the data lives in the temporary directory and goes with the server.
   */
  dataDir?: string;
  /** Where a cluster is kept to be copied instead of created anew: put there by the first that needs one. Its user and password are those of all. */
  template?: string;
  /** A free one by default. */
  port?: number;
  /** The superuser, `oads` by default; fixed when the cluster is created. */
  user?: string;
  /** Random by default, and kept in the data directory; fixed when the cluster is created. */
  password?: string;
  /** Gets what is done and what the server writes, a line at a time, without line end. */
  log?: (line: string) => void;
}

export interface RunningPostgres {
  /** `postgres://user:password@127.0.0.1:port/postgres` */
  connectionString: string;
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
  /** Where the data really is. */
  dataDir: string;
  /** The server's process. */
  pid: number;
  /** Fast shutdown: open transactions are rolled back, clients disconnected. Resolves when it is gone; may be called twice. */
  stop(): Promise<void>;
}

/** Starts a server on 127.0.0.1 and resolves when it answers queries. */
export function startPostgres(options?: PostgresOptions): Promise<RunningPostgres>;
