import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';

export interface PostRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Certificates to trust in place of those of Node. */
  readonly ca?: string;
  readonly signal: AbortSignal;
}

export interface PostAnswer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  /** The beginning of a short text; empty for what was taken. */
  readonly remark: string;
}

/** Thrown where there was no answer; `sent`: the whole body had left. */
export class NoAnswer extends Error {
  readonly sent: boolean;

  constructor(cause: unknown, sent: boolean) {
    super('no answer', { cause });
    this.sent = sent;
  }
}

const MOST_ANSWER_BYTES = 2048;

/** One POST on a connection of its own: no redirect is followed, certificates are verified whatever the environment says. */
export function post({ url, headers, body, ca, signal }: PostRequest): Promise<PostAnswer> {
  return new Promise((resolve, reject) => {
    let sent = false;
    let isAnswered = false;
    const open = url.startsWith('https:') ? httpsRequest : httpRequest;
    const options = { method: 'POST', agent: false, signal, headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) } };
    const request = open(url, { ...options, ca, rejectUnauthorized: true } as Parameters<typeof httpsRequest>[1], (response) => {
      isAnswered = true;
      const { statusCode: status = 0 } = response;
      const retryAfter = response.headers['retry-after'];
      // What was taken is taken, however slowly the rest of the answer comes.
      if (status >= 200 && status < 300) {
        response.on('error', () => {}).destroy();
        resolve({ status, retryAfter, remark: '' });
        return;
      }
      readStart(response).then((remark) => resolve({ status, retryAfter, remark }));
    });
    request.on('finish', () => {
      sent = true;
    });
    // 101: whoever changes the protocol has answered, too.
    request.on('upgrade', ({ statusCode: status = 0 }, socket) => {
      isAnswered = true;
      socket.on('error', () => {}).destroy();
      resolve({ status, retryAfter: undefined, remark: '' });
    });
    request.on('error', (error) => reject(new NoAnswer(error, sent)));
    // However else it ends: nobody waits for an answer that cannot come.
    request.on('close', () => {
      if (!isAnswered) reject(new NoAnswer(new Error('closed'), sent));
    });
    request.end(body);
  });
}

/** As much as says why; a page for browsers says nothing. Never fails: the status is known. */
function readStart(response: IncomingMessage): Promise<string> {
  if (!/^(?:text\/plain|application\/(?:[\w.+-]*\+)?json)\b/i.test(response.headers['content-type'] ?? '')) {
    response.on('error', () => {}).destroy();
    return Promise.resolve('');
  }
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const end = () => {
      response.destroy();
      resolve(Buffer.concat(chunks).subarray(0, MOST_ANSWER_BYTES).toString('utf8'));
    };
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= MOST_ANSWER_BYTES) end();
    });
    response.on('end', end);
    response.on('close', end);
    response.on('error', end);
  });
}
