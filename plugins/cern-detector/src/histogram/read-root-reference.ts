import type { HostApi } from '@oads/cli/plugin';
import { bytesInMemory } from '../root/bytes/byte-source.ts';
import { openRootFile } from '../root/container/open-root-file.ts';
import { Damage } from '../root/damage.ts';
import { readHistogram } from '../root/histogram/read-histogram.ts';
import { ObjectReader } from '../root/objects/object-reader.ts';
import { toSourceError } from '../root/to-source-error.ts';
import type { ReferenceHistogram } from './reference-histogram.ts';

/** A histogram of one axis in a ROOT file. Throws SourceError. */
export async function readRootReference(api: HostApi, bytes: Uint8Array, path: string, file: string): Promise<ReferenceHistogram> {
  try {
    const root = await openRootFile(bytesInMemory(bytes));
    const { axes, contents, className } = await readHistogram(root, new ObjectReader(root), path);
    if (axes.length !== 1 || className.startsWith('TProfile')) {
      throw new Damage(`expected a histogram of counts with one axis, got a ${className}`, { kind: 'missing' });
    }
    const { edges, bins } = axes[0];
    if (contents.some((count) => !(count >= 0))) throw new Damage(`${path}: expected counts of 0 or more, got others`);
    if (!contents.subarray(1, bins + 1).some((count) => count > 0)) throw new Damage(`${path}: expected some count above 0, got none`);
    return { edges, counts: contents.slice(1, bins + 1), below: contents[0], above: contents[bins + 1] };
  } catch (error) {
    throw toSourceError(api, file, error);
  }
}
