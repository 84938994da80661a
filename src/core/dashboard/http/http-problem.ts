import { STATUS_CODES } from 'node:http';

/** A request that cannot be answered: becomes an `application/problem+json` body (RFC 9457). */
export class HttpProblem extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, detail: string, headers: Readonly<Record<string, string>> = {}) {
    super(detail);
    this.name = 'HttpProblem';
    this.status = status;
    this.headers = headers;
  }

  redacted(redact: (text: string) => string): HttpProblem {
    return new HttpProblem(this.status, redact(this.message), this.headers);
  }

  toJSON(): { type: string; title: string; status: number; detail: string } {
    return { type: 'about:blank', title: STATUS_CODES[this.status] ?? 'Error', status: this.status, detail: this.message };
  }
}
