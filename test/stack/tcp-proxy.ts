/** Stands before a real server, so that a test can take the server away and give it back. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface TcpProxy {
  /** host:port */
  address: string;
  /** Every connection is cut, and every new one at once. The port stays ours, so that nobody takes it meanwhile. */
  close(): void;
  open(): void;
  stop(): Promise<void>;
}

export async function startTcpProxy(target: string): Promise<TcpProxy> {
  const [host = '', port = ''] = target.split(':');
  const sockets = new Set<Socket>();
  let isOpen = true;
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    // A connection that is cut is what this is for.
    socket.on('error', () => {}).once('close', () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    keep(client);
    if (!isOpen) return void client.destroy();
    const upstream = connect(Number(port), host);
    keep(upstream);
    client.pipe(upstream).pipe(client);
    client.once('close', () => upstream.destroy());
    upstream.once('close', () => client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = (): void => {
    isOpen = false;
    for (const socket of sockets) socket.destroy();
  };
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    close,
    open: () => void (isOpen = true),
    stop: async () => {
      close();
      server.close();
      await once(server, 'close');
    },
  };
}
