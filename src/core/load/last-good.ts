import { existsSync } from 'node:fs';
import { readlink } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, SourceError } from '../errors.ts';
import type { Batch } from '../frame/batch.ts';
import { ContentDigest } from '../frame/content-digest.ts';
import { readParts } from '../frame/part-store.ts';
import type { RowSource } from './load-rows.ts';

/** As a kept spool is named: the start of its rows' digest; `-again` when the same rows were kept twice in a row. */
const SPOOL_NAME = /^([0-9a-f]{16})(?:-again)?$/;

/** The rows of the last successful load, as they were read then. */
export function lastGoodSource(link: string): RowSource {
  return { used: 'last_good', label: 'the rows of the last good load', open: () => readLastGood(link) };
}

async function* readLastGood(link: string): AsyncGenerator<Batch> {
  const target = await readlink(link).catch(() => undefined);
  if (target === undefined) {
    throw new SourceError('OADS_FALLBACK_NONE', 'there are none yet', {
      hint: 'they are kept after the first run whose quality passes',
    });
  }
  const name = path.basename(target);
  if (!existsSync(link)) throw damaged(`a directory spool/${name}`, 'none');
  // A spool is named after its content: Parquet alone would read some damaged pages without a word.
  const [, named] = SPOOL_NAME.exec(name) ?? [];
  if (named === undefined) throw damaged('a directory named after their digest', `"${name}"`);
  const digest = new ContentDigest();
  try {
    for await (const batch of readParts(link)) {
      digest.update(batch);
      yield batch;
    }
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    throw damaged('readable parts', messageOf(error).replaceAll(`${link}${path.sep}`, ''));
  }
  const got = digest.hex().slice(0, 16);
  if (got !== named) throw damaged(`digest ${named}`, got);
}

function damaged(expected: string, got: string): SourceError {
  return new SourceError('OADS_FALLBACK_DAMAGED', `they were altered: expected ${expected}, got ${got}`, {
    hint: 'the next run whose source can be read keeps new ones',
  });
}
