const WINDOW_MS = 60_000;
const MOST_ADDRESSES = 10_000;

export interface AttemptLimit {
  /** Seconds to wait before this address may try again; 0: now. */
  waitSeconds(address: string, nowMs: number): number;
  fail(address: string, nowMs: number): void;
  /** An address that has signed in is no longer held back by what others fail at. */
  succeed(address: string): void;
}

interface Failures {
  count: number;
  readonly endMs: number;
}

/** Counts failed sign-ins a minute, by address and of all together. Nobody waits inside the server: who fails too often is refused. */
export function createAttemptLimit(limits: { perAddress?: number; inTotal?: number } = {}): AttemptLimit {
  const { perAddress = 10, inTotal = 100 } = limits;
  const byAddress = new Map<string, Failures>();
  const known = new Set<string>();
  let all: Failures = { count: 0, endMs: 0 };
  const current = (failures: Failures | undefined, nowMs: number): Failures =>
    failures && failures.endMs > nowMs ? failures : { count: 0, endMs: nowMs + WINDOW_MS };
  const wait = ({ count, endMs }: Failures, limit: number, nowMs: number) => (count < limit ? 0 : Math.ceil((endMs - nowMs) / 1000));
  return {
    waitSeconds: (address, nowMs) => {
      const key = groupOf(address);
      const own = wait(current(byAddress.get(key), nowMs), perAddress, nowMs);
      return known.has(key) ? own : Math.max(own, wait(current(all, nowMs), inTotal, nowMs));
    },
    fail: (address, nowMs) => {
      const key = groupOf(address);
      const own = current(byAddress.get(key), nowMs);
      own.count += 1;
      byAddress.delete(key); // the newest stands last
      byAddress.set(key, own);
      keepNewest(byAddress);
      all = current(all, nowMs);
      all.count += 1;
    },
    succeed: (address) => {
      const key = groupOf(address);
      known.delete(key);
      known.add(key);
      keepNewest(known);
    },
  };
}

/** Who has one address of IPv6 has all of its /64 network. */
export function groupOf(address: string): string {
  const v4 = /^(?:::ffff:)?([0-9.]+)$/i.exec(address)?.[1];
  if (v4 !== undefined) return v4;
  const [head, tail] = address.split('%')[0].split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - first.length - last.length)).fill('0');
  return [...first, ...zeros, ...last].slice(0, 4).join(':');
}

function keepNewest(entries: Map<string, unknown> | Set<string>): void {
  for (const key of entries.keys()) {
    if (entries.size <= MOST_ADDRESSES) return;
    entries.delete(key);
  }
}
