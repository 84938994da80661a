import type { IncomingMessage } from 'node:http';
import { findRepeatedKey } from '../../schema/find-repeated-key.ts';
import { HttpProblem } from '../http/http-problem.ts';

export type Fields = Readonly<Record<string, unknown>>;

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';

/**
 * The fields of a small body: the values of a JSON object as they are, those of an HTML form as texts. Throws 415 for another type
 * of content, 413 beyond the limit (nothing more is read then), 400 for what is no such body.
 */
export async function readFields(req: IncomingMessage, { maxBytes = 16 * 1024 }: { maxBytes?: number } = {}): Promise<Fields> {
  const [type, ...parameters] = (req.headers['content-type'] ?? '').split(';').map((part) => part.trim().toLowerCase());
  const encoding = req.headers['content-encoding'];
  const isUtf8 = parameters.every((parameter) => !parameter.startsWith('charset=') || /^charset="?utf-8"?$/.test(parameter));
  if ((type !== JSON_TYPE && type !== FORM_TYPE) || !isUtf8 || (encoding !== undefined && encoding !== 'identity')) {
    throw new HttpProblem(415, `expected ${JSON_TYPE} or ${FORM_TYPE} in UTF-8, not compressed`, CLOSE);
  }
  const text = decode(await readBytes(req, maxBytes));
  return type === JSON_TYPE ? readObject(text) : readForm(text);
}

// What is left of a refused body must not be taken for the next request.
const CLOSE = { Connection: 'close' };

async function readBytes(req: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const tooLong = () => new HttpProblem(413, `expected a body of at most ${maxBytes} bytes`, CLOSE);
  if (Number(req.headers['content-length'] ?? 0) > maxBytes) throw tooLong();
  const chunks: Buffer[] = [];
  let bytes = 0;
  return new Promise((resolve, reject) => {
    req.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBytes) return void chunks.push(chunk);
      req.pause();
      reject(tooLong());
    });
    req.once('end', () => resolve(Buffer.concat(chunks)));
    req.once('close', () => reject(new HttpProblem(400, 'expected a whole body')));
    req.once('error', () => reject(new HttpProblem(400, 'expected a whole body')));
  });
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new HttpProblem(400, 'expected a body in UTF-8');
  }
}

function readObject(text: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new HttpProblem(400, 'expected a JSON object, got no JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new HttpProblem(400, 'expected a JSON object');
  const repeated = findRepeatedKey(text);
  if (repeated !== undefined) throw new HttpProblem(400, `expected each key once, got ${JSON.stringify(repeated.slice(0, 60))} twice`);
  return value as Fields;
}

function readForm(text: string): Fields {
  const fields = new URLSearchParams(text);
  for (const name of new Set(fields.keys())) {
    const times = fields.getAll(name).length;
    if (times > 1) throw new HttpProblem(400, `expected ${JSON.stringify(name.slice(0, 60))} once, got it ${times} times`);
  }
  return Object.fromEntries(fields);
}
