import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into payloads freely
  readonly json: any;
}

export interface WebhookReceiver {
  readonly url: string;
  readonly received: Received[];
  /** How it answers from now on; by default 204. */
  answer: (response: ServerResponse, received: Received) => void;
  /** Frees the port, so that nobody listens there. */
  stop(): Promise<void>;
  /** Listens on the same port again. */
  start(): Promise<void>;
}

const open = new Set<() => Promise<void>>();

/** For `after.each`: a failed assertion must not keep the process alive. */
export async function closeReceivers(): Promise<void> {
  await Promise.all([...open].map((close) => close()));
  open.clear();
}

/** A webhook receiver of this process on 127.0.0.1. */
export async function receiveWebhooks(): Promise<WebhookReceiver> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const one = { headers: request.headers, text, json: JSON.parse(text) };
      received.push(one);
      receiver.answer(response, one);
    });
  });
  let port = 0;
  const start = () => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  await start();
  port = (server.address() as AddressInfo).port;
  const receiver: WebhookReceiver = {
    url: `http://127.0.0.1:${port}/hooks/canary-path-0123456789`,
    received,
    answer: (response) => void response.writeHead(204).end(),
    stop,
    start,
  };
  open.add(stop);
  return receiver;
}

export interface Mail {
  readonly from: string;
  readonly to: string[];
  readonly text: string;
  readonly user: unknown;
  readonly isSecure: boolean;
}

/** A real SMTP server of this process on 127.0.0.1. */
export async function receiveMails(options: SMTPServerOptions = {}): Promise<{ port: number; mails: Mail[] }> {
  const mails: Mail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    ...options,
    onData: (stream, { envelope, user, secure }, done) => {
      let text = '';
      stream.setEncoding('utf8');
      stream.on('data', (chunk: string) => (text += chunk));
      stream.on('end', () => {
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        mails.push({ from, to: envelope.rcptTo.map(({ address }) => address), text, user, isSecure: secure });
        done();
      });
    },
  });
  server.on('error', () => {}); // a client that breaks off is what some tests are about
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  open.add(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { port: (server.server.address() as AddressInfo).port, mails };
}
