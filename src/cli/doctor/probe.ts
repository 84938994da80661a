import { describeError } from '../error-report.ts';

export interface Finding {
  readonly status: 'pass' | 'warn' | 'fail' | 'skip';
  readonly observed: string;
  /** What to do; null where there is nothing to do. */
  readonly advice: string | null;
  /** With which code a run would end. */
  readonly exitCode: number;
}

export interface Probed extends Finding {
  readonly name: string;
}

export interface Probe {
  readonly name: string;
  /** Whatever it throws is a failure. */
  look(signal: AbortSignal): Promise<Finding> | Finding;
}

const TIMEOUT_MS = 15_000;

export function pass(observed: string): Finding {
  return { status: 'pass', observed, advice: null, exitCode: 0 };
}

/** Nobody looked. */
export function skip(observed: string): Finding {
  return { status: 'skip', observed, advice: null, exitCode: 0 };
}

export function warn(observed: string, advice: string): Finding {
  return { status: 'warn', observed, advice, exitCode: 0 };
}

export function fail(observed: string, advice: string | null, exitCode: number): Finding {
  return { status: 'fail', observed, advice, exitCode };
}

/** One after the other; none can spoil the next, and none lasts forever. */
export async function runProbes(probes: readonly Probe[], timeoutMs = TIMEOUT_MS): Promise<Probed[]> {
  const probed: Probed[] = [];
  for (const { name, look } of probes) probed.push({ name, ...(await attempt(look, timeoutMs)) });
  return probed;
}

async function attempt(look: Probe['look'], timeoutMs: number): Promise<Finding> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<Finding>((resolve) => {
    timer = setTimeout(() => {
      resolve(fail(`no answer within ${timeoutMs / 1000} s`, 'see what holds it up', 3));
      controller.abort();
    }, timeoutMs);
  });
  try {
    return await Promise.race([tooLong, (async () => look(controller.signal))()]);
  } catch (error) {
    const { message, hint, exitCode } = describeError(error);
    return fail(message, hint, exitCode);
  } finally {
    clearTimeout(timer);
  }
}

/** 4 before 3 before 2, as everywhere: what is nearest to oads itself. */
export function worstExitCode(probed: readonly Probed[]): number {
  return Math.max(0, ...probed.map(({ exitCode }) => exitCode));
}
