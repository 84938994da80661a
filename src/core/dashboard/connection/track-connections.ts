import type { Server as HttpServer } from 'node:http';
import type { Socket } from 'node:net';
import { groupOf } from '../access/limit-attempts.ts';

export interface Connections {
  /** Ends those on which no answer is under way. */
  endIdle(): void;
  endAll(): void;
}

/** Refuses more connections than one address may have, and knows which of them an answer is under way on. */
export function trackConnections(server: HttpServer, { perAddress }: { perAddress: number }): Connections {
  const counts = new Map<string, number>();
  const raw = new Set<Socket>();
  /** Answers under way by the socket that HTTP is spoken on: under TLS that is another one than the raw. */
  const answers = new Map<Socket, number>();

  server.on('connection', (socket: Socket) => {
    if (raw.has(socket)) return; // under TLS some events come twice
    const address = groupOf(socket.remoteAddress ?? '');
    const count = (counts.get(address) ?? 0) + 1;
    if (count > perAddress) return void socket.destroy();
    counts.set(address, count);
    raw.add(socket);
    socket.once('close', () => {
      raw.delete(socket);
      const left = (counts.get(address) ?? 1) - 1;
      if (left > 0) counts.set(address, left);
      else counts.delete(address);
    });
  });
  const adopt = (socket: Socket) => {
    answers.set(socket, 0);
    socket.once('close', () => answers.delete(socket));
  };
  server.on('connection', adopt);
  server.on('secureConnection', adopt);
  server.on('request', ({ socket }, res) => {
    answers.set(socket, (answers.get(socket) ?? 0) + 1);
    res.once('close', () => {
      if (answers.has(socket)) answers.set(socket, (answers.get(socket) ?? 1) - 1);
    });
  });
  return {
    endIdle: () => {
      for (const [socket, underWay] of answers) if (underWay === 0) socket.destroy();
    },
    endAll: () => {
      for (const socket of raw) socket.destroy();
    },
  };
}
