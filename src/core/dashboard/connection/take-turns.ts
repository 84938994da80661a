import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

type Exchange = readonly [req: IncomingMessage, res: ServerResponse];

/**
 * Answers the requests of one connection one after the other. Node hands over all that one packet holds at once: hundreds of them
 * would be answered at the same time, and each answer kept until the client has read those before it. More than `most` that wait
 * end the connection; when it ends, what still waits is dropped.
 */
export function takeTurns(most: number, answer: RequestListener): RequestListener {
  const waitingOf = new WeakMap<Socket, Exchange[]>();
  const start = ([req, res]: Exchange, waiting: Exchange[]) => {
    const { socket } = req;
    res.once('close', () => {
      const next = waiting.shift();
      if (next === undefined) waitingOf.delete(socket);
      else if (!socket.destroyed) start(next, waiting);
    });
    answer(req, res);
  };
  return (req, res) => {
    const { socket } = req;
    if (socket.destroyed) return;
    const waiting = waitingOf.get(socket);
    if (waiting === undefined) {
      const none: Exchange[] = [];
      waitingOf.set(socket, none);
      start([req, res], none);
    } else if (waiting.length < most) waiting.push([req, res]);
    else socket.destroy();
  };
}
