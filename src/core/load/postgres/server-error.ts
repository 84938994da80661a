/** An ErrorResponse of the server, in the shape that pg gives to those that it receives itself. */
export class ServerError extends Error {
  /** SQLSTATE, five characters. */
  readonly code: string;
  readonly detail?: string;
  readonly hint?: string;

  constructor(message: string, code: string, detail?: string, hint?: string) {
    super(message);
    this.name = 'ServerError';
    this.code = code;
    this.detail = detail;
    this.hint = hint;
  }
}

/** Payload: (field code byte, zero-terminated string)*, zero byte. */
export function parseServerError(payload: Buffer): ServerError {
  const fields = new Map<string, string>();
  let at = 0;
  while (at < payload.length && payload[at] !== 0) {
    let end = payload.indexOf(0, at + 1);
    if (end === -1) end = payload.length;
    fields.set(String.fromCharCode(payload[at]), payload.toString('utf8', at + 1, end));
    at = end + 1;
  }
  return new ServerError(fields.get('M') ?? 'unknown error', fields.get('C') ?? 'XX000', fields.get('D'), fields.get('H'));
}
