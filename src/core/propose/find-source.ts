import path from 'node:path';
import { UsageError } from '../errors.ts';
import { fileLoader } from '../load/file-loader.ts';
import type { Loader } from '../load/loader.ts';
import { findOrder } from '../load/postgres/find-order.ts';
import { parseConnection } from '../load/postgres/parse-connection.ts';
import { postgresLoader } from '../load/postgres/postgres-loader.ts';
import { toSlug } from './guess/read-name.ts';
import { sayList } from './say.ts';

export interface SourceRequest {
  /** A file, or a connection URL. */
  readonly from: string;
  readonly loader?: 'file' | 'postgres';
  readonly table?: string;
  readonly orderBy?: readonly string[];
  /** Where the config will lie: paths in it are relative to it. */
  readonly configDir: string;
  readonly signal?: AbortSignal;
}

export interface FoundSource {
  readonly pipeline: string;
  readonly loader: Loader;
  /** To look at it now. */
  readonly options: Record<string, unknown>;
  readonly baseDir: string;
  /** To be written: without a password, and relative to the config. */
  readonly written: Record<string, unknown>;
  readonly remarks: readonly string[];
  /** What names a row, as the source itself says. */
  readonly key?: { readonly columns: readonly string[]; readonly basis: string };
}

const URL = /^postgres(?:ql)?:\/\//i;

/** Throws UsageError where the flags do not say enough, and SourceError for a table that is not there. */
export async function findSource(request: SourceRequest): Promise<FoundSource> {
  const loader = request.loader ?? (URL.test(request.from) ? 'postgres' : 'file');
  return loader === 'postgres' ? findTable(request) : findFile(request);
}

function findFile({ from, table, configDir }: SourceRequest): FoundSource {
  if (table !== undefined) {
    throw new UsageError('OADS_USAGE', `expected --table beside a connection, got it beside the file ${from}`, {
      hint: 'name a database with --from postgres://user@host/database',
    });
  }
  const file = path.resolve(from);
  const name = path.basename(from).replace(/(\.[A-Za-z0-9]{1,8}){1,2}$/, '');
  return {
    pipeline: toSlug(name, 'pipeline'),
    loader: fileLoader,
    options: { path: file },
    baseDir: process.cwd(),
    written: { path: path.isAbsolute(from) ? from : path.relative(configDir, file) || from },
    remarks: [],
  };
}

async function findTable({ from, table, orderBy, configDir, signal }: SourceRequest): Promise<FoundSource> {
  const { password } = parseConnection(from);
  if (table === undefined) {
    throw new UsageError('OADS_USAGE', 'expected --table to name the table to look at, got nothing', {
      hint: 'for example --table public.flights',
    });
  }
  const found = orderBy ? undefined : await findOrder({ connection: from, table, baseDir: configDir, signal });
  const order = orderBy ?? found?.columns;
  if (!order) {
    throw new UsageError('OADS_USAGE_ORDER', `expected a primary key or a unique index without nulls on ${table}, got neither`, {
      hint: 'say which columns identify a row: --order-by a,b',
    });
  }
  const basis = found ? (found.isPrimary ? 'the primary key of the table' : 'a unique index of the table') : 'as --order-by has it';
  const remarks = [
    ...(password === undefined
      ? []
      : ['Your connection holds a password, which does not belong in a file: put all of it into the variable DATABASE_URL.']),
    `order_by: ${sayList(order)}, ${basis}.`,
  ];
  return {
    pipeline: toSlug(table.replaceAll('"', ''), 'pipeline'),
    loader: postgresLoader,
    options: { connection: from, table, order_by: [...order] },
    baseDir: configDir,
    written: { connection: password === undefined ? `\${DATABASE_URL:-${from}}` : '${DATABASE_URL}', table, order_by: [...order] },
    remarks,
    key: { columns: order, basis },
  };
}
