import path from 'node:path';
import { openToAll } from './open-to-all.ts';
import { checkIndex, nameOf } from './payload.ts';
import type { Place } from './places.ts';
import type { OpenOptions } from './prepare-runtime.ts';
import { describeTrouble, type Refusal, toProblem } from './trouble.ts';
import { distrust, whyUntrusted } from './trust.ts';
import { whyUnsound } from './why-unsound.ts';

/** The directory of the unpacked program, unpacked where it is not there or not sound. Throws LauncherProblem, or what aborted `signal`. */
export async function openRuntime(places: readonly Place[], options: OpenOptions): Promise<string> {
  const { payload, uid, parts, tell } = options;
  const usable: Place[] = [];
  const refused: Refusal[] = [];
  for (const place of places) {
    try {
      const why = whyUntrusted(place, uid);
      if (why === undefined) {
        const root = path.join(place.dir, nameOf(payload.index));
        if (whyUnsound(root, payload.index, { parts, uid }) === undefined) {
          if (place.kind === 'given') openToAll(root, payload.index, uid);
          return root;
        }
        usable.push(place);
      } else refused.push(distrust(place.dir, why));
    } catch (error) {
      refused.push(describeTrouble(place.dir, error));
    }
  }
  try {
    if (usable.length > 0) checkIndex(payload.index);
    // Loaded here: most starts find the program.
    const { prepareRuntime } = await import('./prepare-runtime.ts');
    for (const place of usable) {
      const result = await prepareRuntime(place, options);
      if (typeof result === 'string') return result;
      refused.push(result);
    }
  } finally {
    tell.ends();
  }
  throw toProblem(refused, places);
}
