/**
 * Every error oads raises on purpose. The exit codes are those of docs/exit-codes.md:
 * 1 = the data said no (a verdict, not an error), 2 and above = the tool could not tell.
 */
export interface OadsErrorOptions {
  /** What to do about it, one sentence. */
  hint?: string;
  details?: Record<string, unknown>;
  cause?: unknown;
}

export class OadsError extends Error {
  readonly code: string;
  readonly exitCode: number;
  readonly hint?: string;
  readonly details?: Record<string, unknown>;

  constructor(code: string, exitCode: number, message: string, options: OadsErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.exitCode = exitCode;
    this.hint = options.hint;
    this.details = options.details;
  }
}

/** The caller asked for something that does not exist or does not fit. Exit 2. */
export class UsageError extends OadsError {
  constructor(code: string, message: string, options?: OadsErrorOptions) {
    super(code, 2, message, options);
  }
}

export interface ConfigErrorOptions extends OadsErrorOptions {
  file?: string;
  /** 1-based. */
  line?: number;
  /** 1-based. */
  column?: number;
  /** Path of the value in the document, e.g. `checks[2].min`. */
  path?: string;
}

/** The configuration cannot be used; the message starts with `file:line:col` where known. Exit 2. */
export class ConfigError extends OadsError {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly path?: string;

  constructor(code: string, message: string, options: ConfigErrorOptions = {}) {
    const at = options.file ? [options.file, options.line, options.column].filter((part) => part !== undefined).join(':') : '';
    super(code, 2, at ? `${at} ${message}` : message, options);
    this.file = options.file;
    this.line = options.line;
    this.column = options.column;
    this.path = options.path;
  }
}

/** Records could not be read. `outage` tells an unreachable source from a wrong name or password. Exit 3. */
export class SourceError extends OadsError {
  readonly outage: boolean;

  constructor(code: string, message: string, options: OadsErrorOptions & { outage?: boolean } = {}) {
    super(code, 3, message, options);
    this.outage = options.outage ?? false;
  }
}

/** Artifacts could not be written or read. Exit 3. */
export class StoreError extends OadsError {
  constructor(code: string, message: string, options?: OadsErrorOptions) {
    super(code, 3, message, options);
  }
}

/** A plugin that the config uses would not load or broke. Exit 4. */
export class PluginError extends OadsError {
  constructor(code: string, message: string, options?: OadsErrorOptions) {
    super(code, 4, message, options);
  }
}

/** The model bundle is damaged, does not fit, or will not load. `transient`: the same may well work next time. Exit 4. */
export class ModelError extends OadsError {
  readonly transient: boolean;

  constructor(code: string, message: string, options: OadsErrorOptions & { transient?: boolean } = {}) {
    super(code, 4, message, options);
    this.transient = options.transient ?? false;
  }
}

/** Something that cannot happen did. Exit 70. */
export class BugError extends OadsError {
  constructor(message: string, options?: OadsErrorOptions) {
    super('OADS_BUG', 70, message, { hint: 'this is a defect in oads: please report it with the command you ran', ...options });
  }
}

/** The caller asked the work to stop (SIGINT, SIGTERM, a closed pipe). */
export class InterruptedError extends OadsError {
  constructor(message = 'interrupted') {
    super('OADS_INTERRUPTED', 130, message);
  }
}

/** Whoever read the rows that are written has closed the pipe: it has what it wanted. Exit 0. */
export class ReaderGoneError extends OadsError {
  constructor() {
    super('OADS_READER_GONE', 0, 'whoever read the rows has closed the pipe');
  }
}

/** Throws when the caller has asked to stop. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw signal.reason instanceof OadsError ? signal.reason : new InterruptedError();
}

/** The message of anything thrown, on one line. */
export function messageOf(thrown: unknown): string {
  return textOf((thrown as { message?: unknown } | null | undefined)?.message ?? thrown)
    .replace(/\s*\n\s*/g, ' ')
    .trim();
}

const MOST_SHOWN = 200;

/** Text as it is; anything else in a form that says what it is, and never throws. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    const shown = typeof value === 'object' ? (JSON.stringify(value) ?? String(value)) : String(value);
    return shown.length > MOST_SHOWN ? `${shown.slice(0, MOST_SHOWN)}…` : shown;
  } catch {
    return Object.prototype.toString.call(value);
  }
}

/** Node's system error code (`ENOENT`), if the thrown value carries one. */
export function systemCode(thrown: unknown): string | undefined {
  const code = (thrown as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
}

/** Turns a file system error into a StoreError that says what to do; `elsewhere` is how to name another place. */
export function toStoreError(error: unknown, what: string, elsewhere = 'name another directory with --artifacts'): StoreError {
  if (error instanceof StoreError) return error;
  const code = fileSystemCode(error);
  const known: Record<string, [string, string, string]> = {
    ENOSPC: ['OADS_STORE_FULL', 'the disk is full', `free some space, or ${elsewhere}`],
    EDQUOT: ['OADS_STORE_FULL', 'the disk quota is used up', `free some space, or ${elsewhere}`],
    EFBIG: ['OADS_STORE_FULL', 'a file would be larger than its limit', `raise the limit (ulimit -f), or ${elsewhere}`],
    EACCES: ['OADS_STORE_DENIED', 'permission denied', `make the directory writable for this user, or ${elsewhere}`],
    EPERM: ['OADS_STORE_DENIED', 'operation not permitted', `make the directory writable for this user, or ${elsewhere}`],
    EROFS: ['OADS_STORE_DENIED', 'the file system is read-only', elsewhere],
    ENOENT: ['OADS_STORE_FAILED', 'no such file or directory', `create the directory, or ${elsewhere}`],
    ENOTDIR: ['OADS_STORE_DENIED', 'a file is in the way of a directory', elsewhere],
    EISDIR: ['OADS_STORE_DENIED', 'a directory is in the way', elsewhere],
    EEXIST: ['OADS_STORE_DENIED', 'a file is in the way', elsewhere],
    EIO: ['OADS_STORE_FAILED', 'the disk reported an error (EIO)', `look into the system's log, or ${elsewhere}`],
    EMFILE: ['OADS_STORE_FAILED', 'too many open files', 'raise the limit (ulimit -n)'],
    ENFILE: ['OADS_STORE_FAILED', 'too many open files on this machine', 'raise the limit (fs.file-max), or try again later'],
  };
  const [errorCode, why, hint] = known[code ?? ''] ?? ['OADS_STORE_FAILED', messageOf(error), undefined];
  return new StoreError(errorCode, `${what}: ${why}`, { hint, cause: error });
}

/** Whether a file system raised it: what it refused is no defect of ours. */
export function isSystemError(error: unknown): boolean {
  return !(error instanceof OadsError) && fileSystemCode(error) !== undefined;
}

/** As in errno.h: native libraries say `No space left on device (os error 28)`. */
const ERRNO_CODES: Readonly<Record<string, string>> = {
  1: 'EPERM',
  2: 'ENOENT',
  5: 'EIO',
  13: 'EACCES',
  20: 'ENOTDIR',
  21: 'EISDIR',
  24: 'EMFILE',
  27: 'EFBIG',
  28: 'ENOSPC',
  30: 'EROFS',
};

function fileSystemCode(error: unknown): string | undefined {
  const code = systemCode(error);
  if (code !== undefined && /^E[A-Z0-9]+$/.test(code)) return code;
  const [, errno] = /\(os error (\d+)\)/.exec(messageOf(error)) ?? [];
  return ERRNO_CODES[errno];
}
