import { connect } from 'node:net';

/** Sockets that never finish their request: one more header each second. A socket that the server closes is opened again. */
export function openSlowClients(url, count) {
  const { hostname, port } = new URL(url);
  const sockets = new Set();
  let over = false;
  let closedByServer = 0;
  const open = () => {
    const socket = connect({ host: hostname, port: Number(port) }, () => socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n'));
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', () => {});
    socket.on('close', () => {
      sockets.delete(socket);
      if (over) return;
      closedByServer++;
      setTimeout(() => over || open(), 100);
    });
  };
  for (let index = 0; index < count; index++) open();
  const timer = setInterval(() => {
    for (const socket of sockets) socket.write('X-Slow: 1\r\n');
  }, 1000);
  return {
    close() {
      over = true;
      clearInterval(timer);
      for (const socket of sockets) socket.destroy();
      return closedByServer;
    },
  };
}
