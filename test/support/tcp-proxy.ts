import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface TcpProxy {
  readonly port: number;
  /** Resolves when the fault has struck for the first time. */
  readonly struck: Promise<void>;
  close(): Promise<void>;
}

export interface ProxyFault {
  /** Of what the server sends: so many bytes still arrive. */
  readonly afterBytes: number;
  /** `stall`: nothing moves any more and nobody says so, for new connections too. `close`: both ends are closed. */
  readonly mode: 'stall' | 'close';
}

/** Stands between a client and a server on 127.0.0.1, and lets the connection go bad. */
export async function startProxy(serverPort: number, { afterBytes, mode }: ProxyFault): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let isStalled = false;
  let strike = () => {};
  const struck = new Promise<void>((resolve) => (strike = resolve));
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  };

  const proxy = createServer((accepted) => {
    const client = keep(accepted);
    const server = keep(connect(serverPort, '127.0.0.1'));
    let left = afterBytes;
    client.on('data', (chunk) => {
      if (!isStalled) server.write(chunk);
    });
    server.on('data', (chunk) => {
      if (isStalled) return;
      client.write(chunk.subarray(0, left));
      left -= chunk.length;
      if (left > 0) return;
      strike();
      if (mode === 'stall') isStalled = true;
      else for (const socket of [client, server]) socket.end();
    });
    client.on('close', () => server.destroy());
    server.on('close', () => {
      if (!isStalled) client.end();
    });
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (proxy.address() as AddressInfo).port,
    struck,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}
