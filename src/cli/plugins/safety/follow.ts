import { readlinkSync } from 'node:fs';
import path from 'node:path';
import { look } from './look.ts';

/** More the system does not follow either. */
const MOST_LINKS = 40;

export interface Way {
  /** Each directory and each link on it, outermost first. */
  readonly passed: readonly string[];
  /** Where it leads, or would. */
  readonly end: string;
}

/** What the system passes on the way to a place: links one by one. `from`: a directory, no link, from where on. */
export function follow(place: string, from: string = path.sep): Way {
  const left = partsOf(path.relative(from, place));
  const passed = [from];
  let end = from;
  for (let links = 0; left.length > 0 && links <= MOST_LINKS; ) {
    const at = path.join(end, left.shift() as string);
    passed.push(at);
    const target = targetOf(at);
    if (target === undefined) end = at;
    else {
      links++;
      left.unshift(...partsOf(target));
      if (path.isAbsolute(target)) end = path.sep;
    }
  }
  return { passed, end };
}

/** Undefined where no link is. */
function targetOf(at: string): string | undefined {
  try {
    return look(at)?.isSymbolicLink() ? readlinkSync(at) : undefined;
  } catch {
    return undefined;
  }
}

function partsOf(given: string): string[] {
  return given.split(path.sep).filter(Boolean);
}
