import { access } from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from '../errors.ts';
import type { Schema } from '../frame/types.ts';
import { type FoundSource, findSource, type SourceRequest } from './find-source.ts';
import { toSlug } from './guess/read-name.ts';
import { type Looked, lookAt } from './look/look-at.ts';
import { mergeContract } from './odcs/merge-contract.ts';
import { type DataContract, readContract } from './odcs/read-contract.ts';
import { openSource } from './open-source.ts';
import type { Proposal } from './proposal.ts';
import { propose } from './propose.ts';
import { refuseMistyped } from './refuse-mistyped.ts';
import { refuseOverwrite } from './refuse-overwrite.ts';
import { writeConfig } from './write/write-config.ts';

/** Rows that are looked at; a longer source is a sample of its beginning. */
export const MOST_ROWS = 5_000_000;

export interface InitRequest extends SourceRequest {
  readonly pipeline?: string;
  /** Beside a data contract: rows that say what it does not. */
  readonly data?: string;
  /** Where the config will be written; undefined for stdout. */
  readonly output?: string;
  readonly now: Date;
  readonly maxRows?: number;
  warn(message: string): void;
  onRows?(rows: number): void;
}

export interface Init {
  readonly proposal: Proposal;
  /** Undefined where there was a data contract alone. */
  readonly look?: Looked;
  readonly yaml: string;
}

const CONTRACT = /\.ya?ml$/i;

/** Looks at a file or a table, or reads a data contract, and writes the config that fits it. */
export async function initConfig(request: InitRequest): Promise<Init> {
  const { from, data, output, warn } = request;
  refuseMistyped(from);
  if (data !== undefined) refuseMistyped(data);
  if (output !== undefined) await refuseOverwrite(output, [from, data]);
  const isContract = request.loader === undefined && CONTRACT.test(from);
  if (data !== undefined && !isContract) {
    throw new UsageError('OADS_USAGE', `expected --data beside a data contract, got it beside ${from}`, {
      hint: 'name the rows with --from, or a contract (YAML) with --from and the rows with --data',
    });
  }
  const { proposal, look } = isContract ? await initFromContract(request) : await initFromRows(request, await findSource(request));
  for (const doubt of proposal.doubts ?? []) warn(doubt);
  return { proposal, look, yaml: writeConfig(proposal) };
}

async function initFromRows(
  request: Omit<InitRequest, 'from'>,
  found: FoundSource,
  contract?: Schema,
): Promise<{ proposal: Proposal; look: Looked }> {
  const { signal, warn, onRows, now, maxRows = MOST_ROWS } = request;
  const look = await lookAt(openSource({ ...found, signal, warn }), { maxRows, signal, onRows, contract });
  const { skipRows } = look;
  const options = skipRows > 0 ? { ...found.written, skip_rows: skipRows } : found.written;
  const source = { loader: found.loader.name, options, remarks: found.remarks };
  return { look, proposal: propose(look, { pipeline: request.pipeline ?? found.pipeline, source, key: found.key, now }) };
}

async function initFromContract(request: InitRequest): Promise<{ proposal: Proposal; look?: Looked }> {
  const { from, data, table, configDir, output } = request;
  const contract = readContract(from, { table, hasData: data !== undefined });
  const pipeline = request.pipeline ?? toSlug(contract.name, 'pipeline');
  const file = data ?? (await findServedFile(contract, from));
  if (file !== undefined) {
    if (output !== undefined) await refuseOverwrite(output, [file]);
    const schema = contract.columns.map(({ name, column: { type } }) => ({ name, type }));
    const found = await findSource({ ...request, from: file, loader: 'file', table: undefined });
    const { proposal, look } = await initFromRows({ ...request, pipeline }, found, schema);
    return { look, proposal: mergeContract(contract, { pipeline, source: proposal.source, guessed: proposal }) };
  }
  return { proposal: mergeContract(contract, { pipeline, source: describeServer(contract, from, configDir) }) };
}

/** The file that a server of the contract names, where it is there. */
async function findServedFile({ server }: DataContract, from: string): Promise<string | undefined> {
  if (server?.loader !== 'file') return undefined;
  const file = path.isAbsolute(server.path) ? server.path : path.relative('', path.resolve(path.dirname(from), server.path));
  return access(file).then(
    () => file,
    () => undefined,
  );
}

/** Of a contract whose rows were not looked at. */
function describeServer({ server, key, name }: DataContract, from: string, configDir: string): Proposal['source'] {
  if (server?.loader === 'postgres') {
    return {
      loader: 'postgres',
      options: { connection: `\${DATABASE_URL:-${server.connection}}`, table: server.table, order_by: key.length > 0 ? [...key] : ['id'] },
      remarks: [
        `data contract: ${server.at}. A password belongs into DATABASE_URL, not here.`,
        ...(key.length > 0 ? [] : ['guess: order_by; the data contract names no primary key. Name the columns that identify a row.']),
      ],
    };
  }
  const place =
    server && (path.isAbsolute(server.path) ? server.path : path.relative(configDir, path.resolve(path.dirname(from), server.path)));
  const file = place ?? `${toSlug(name, 'batch')}.csv`;
  const remark = server
    ? `data contract: ${server.at}; there is no such file yet.`
    : 'guess: the data contract names no source that a built-in loader reads.';
  return { loader: 'file', options: { path: file }, remarks: [remark] };
}
