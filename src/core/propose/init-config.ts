import { findSource, type FoundSource, type SourceRequest } from './find-source.ts';
import { type Looked, lookAt } from './look/look-at.ts';
import { openSource } from './open-source.ts';
import type { Proposal } from './proposal.ts';
import { propose } from './propose.ts';
import { writeConfig } from './write/write-config.ts';

/** Rows that are looked at; a longer source is a sample of its beginning. */
export const MOST_ROWS = 5_000_000;

export interface InitRequest extends SourceRequest {
  readonly pipeline?: string;
  /** Beside a data contract: rows that say what it does not. */
  readonly data?: string;
  readonly now: Date;
  readonly maxRows?: number;
  warn(message: string): void;
  onRows?(rows: number): void;
}

export interface Init {
  readonly proposal: Proposal;
  readonly look: Looked;
  readonly yaml: string;
}

/** Looks at a file or a table, and writes the config that fits it. */
export async function initConfig(request: InitRequest): Promise<Init> {
  const found = await findSource(request);
  const look = await lookAt(openSource({ ...found, signal: request.signal, warn: request.warn }), {
    maxRows: request.maxRows ?? MOST_ROWS,
    signal: request.signal,
    onRows: request.onRows,
  });
  const proposal = propose(look, { pipeline: request.pipeline ?? found.pipeline, source: describeSource(found, look), key: found.key, now: request.now });
  return { proposal, look, yaml: writeConfig(proposal) };
}

function describeSource({ loader, written, remarks }: FoundSource, { skipRows }: Looked): Proposal['source'] {
  return { loader: loader.name, options: skipRows > 0 ? { ...written, skip_rows: skipRows } : written, remarks };
}
