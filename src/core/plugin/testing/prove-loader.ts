import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { OadsError } from '../../errors.ts';
import { Batch } from '../../frame/batch.ts';
import { ContentDigest } from '../../frame/content-digest.ts';
import type { Loader } from '../../load/loader.ts';
import type { LoaderFixture } from '../fixtures.ts';
import { loadContext } from './contexts.ts';
import { findFault, type Proofs, requireThat } from './proofs.ts';

const USUAL_ROWS = 65_536;
const MISSING = 'no-such-directory/no-such-file';

interface Loaded {
  readonly rows: number;
  readonly digest: string;
}

/** A loader gives the same rows in the same order each time, in batches of the size that is asked for. */
export async function proveLoader(
  subject: string,
  loader: Loader,
  { options, empty }: LoaderFixture,
  baseDir: string,
  proofs: Proofs,
): Promise<void> {
  let first: Loaded | undefined;
  const isLoaded = await proofs.prove(subject, 'loads its fixture: batches follow each other and have the same columns', async () => {
    first = await loadAll(loader, options, baseDir, USUAL_ROWS);
    requireThat(first.rows > 0, 'the fixture gave no rows: nothing would be tested');
  });
  if (isLoaded && first) {
    const expected = first;
    await proofs.prove(subject, 'gives the same rows each time', async () => {
      requireThat((await loadAll(loader, options, baseDir, USUAL_ROWS)).digest === expected.digest, 'other rows the second time');
    });
    await proofs.prove(subject, 'gives the same rows in small batches, none larger than asked for', async () => {
      for (const batchRows of [1, 7]) {
        const { rows, digest } = await loadAll(loader, options, baseDir, batchRows);
        requireThat(
          digest === expected.digest,
          `batches of ${batchRows}: ${rows} rows with another content than the ${expected.rows} of one batch`,
        );
      }
    });
    await proofs.prove(subject, 'can be left before its end', async () => {
      for await (const batch of loader.load(options, loadContext(baseDir, 1))) if (batch.rows > 0) break;
    });
  }
  if (empty) {
    await proofs.prove(subject, 'gives one batch of no rows for an empty source', async () => {
      const sizes: number[] = [];
      for await (const batch of loader.load(empty, loadContext(baseDir, USUAL_ROWS))) sizes.push(batch.rows);
      requireThat(sizes.length === 1 && sizes[0] === 0, `got batches of ${sizes.join(', ') || 'none at all'} rows`);
    });
  }
  const paths = Object.entries(options).filter(([, value]) => isPath(value, baseDir));
  if (paths.length === 0) return;
  await proofs.prove(subject, 'says in one line what is wrong with a file that is not there', async () => {
    for (const [name, value] of paths) {
      const missing = Array.isArray(value) ? [MISSING] : MISSING;
      const thrown = await thrownBy(() => loadAll(loader, { ...options, [name]: missing }, baseDir, USUAL_ROWS));
      requireThat(thrown !== undefined, `"${name}": nothing was thrown`);
      const fault = findFault(thrown);
      requireThat(fault === undefined, `"${name}": ${fault}`);
      const isClear = thrown instanceof OadsError && [2, 3].includes(thrown.exitCode);
      requireThat(
        isClear,
        `"${name}": expected a SourceError or UsageError, got ${(thrown as Error).constructor.name}: ${(thrown as Error).message}`,
      );
    }
  });
}

async function loadAll(loader: Loader, options: unknown, baseDir: string, batchRows: number): Promise<Loaded> {
  const digest = new ContentDigest();
  let offset = 0;
  let batches = 0;
  let schema: string | undefined;
  for await (const batch of loader.load(options, loadContext(baseDir, batchRows))) {
    requireThat(batch instanceof Batch, 'expected batches of api.Batch or api.recordsToBatches, got something else');
    requireThat(batch.rows <= batchRows, `expected at most ${batchRows} rows a batch, got ${batch.rows}`);
    requireThat(batch.offset === offset, `expected the offset ${offset}, got ${batch.offset}`);
    schema ??= JSON.stringify(batch.schema);
    requireThat(JSON.stringify(batch.schema) === schema, `the batch at row ${offset} has other columns than the first`);
    digest.update(batch);
    offset += batch.rows;
    batches++;
  }
  requireThat(batches > 0, 'expected one batch of no rows for an empty source, got none');
  return { rows: offset, digest: digest.hex() };
}

async function thrownBy(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error;
  }
}

function isPath(value: unknown, baseDir: string): boolean {
  const [first] = Array.isArray(value) ? value : [value];
  return typeof first === 'string' && first !== '' && existsSync(resolve(baseDir, first));
}
