/** What one server has done since it was started. Its size is that of the routes, not of the requests. */
export interface ServerCounts {
  readonly startedAt: Date;
  countRequest(route: string, status: string): void;
  countReadFailure(): void;
  requests(): { route: string; status: string; count: number }[];
  readonly readFailures: number;
}

export function createServerCounts(startedAt: Date): ServerCounts {
  const requests = new Map<string, { route: string; status: string; count: number }>();
  let readFailures = 0;
  return {
    startedAt,
    countRequest(route, status) {
      const key = `${status} ${route}`;
      const known = requests.get(key);
      if (known) known.count++;
      else requests.set(key, { route, status, count: 1 });
    },
    countReadFailure: () => void readFailures++,
    requests: () => [...requests.values()],
    get readFailures() {
      return readFailures;
    },
  };
}
