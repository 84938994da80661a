import { get, type IncomingMessage } from 'node:http';

export interface ReceivedEvent {
  id: string;
  event: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  data: any;
}

export interface EventStream {
  readonly res: IncomingMessage;
  /** The next event, waited for. Rejects when the stream ends before it. */
  next(): Promise<ReceivedEvent>;
  /** All that came so far, as it came. */
  readonly text: () => string;
  /** Resolves when the server has ended it. */
  readonly ended: Promise<void>;
  close(): void;
}

/** Opens a stream of server-sent events and reads it as EventSource does, one event after the other. */
export function openEventStream(url: string, headers: Record<string, string> = {}): Promise<EventStream> {
  return new Promise((resolve, reject) => {
    const request = get(url, { headers, agent: false }, (res) => {
      let text = '';
      let read = 0;
      let over = false;
      let wake = () => {};
      const ended = new Promise<void>((done) => {
        res.once('close', () => {
          over = true;
          wake();
          done();
        });
      });
      res.setEncoding('utf8');
      res.on('error', () => {});
      res.on('data', (chunk: string) => {
        text += chunk;
        wake();
      });
      const next = async (): Promise<ReceivedEvent> => {
        for (;;) {
          const end = text.indexOf('\n\n', read);
          if (end >= 0) {
            const lines = text.slice(read, end).split('\n');
            read = end + 2;
            const fields = Object.fromEntries(lines.filter((line) => !line.startsWith(':')).map((line) => line.split(/: (.*)/s, 2)));
            if (fields.event) return { id: fields.id, event: fields.event, data: JSON.parse(fields.data) };
          } else {
            if (over) throw new Error(`expected another event, got the end of the stream after ${JSON.stringify(text.slice(-200))}`);
            await new Promise<void>((awake) => {
              wake = awake;
            });
          }
        }
      };
      resolve({ res, next, text: () => text, ended, close: () => request.destroy() });
    });
    request.on('error', reject);
  });
}
