/** A way to a server that a test can shut: then nobody gets a connection, and whoever has one loses it. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface Door {
  url: string;
  shut(): Promise<void>;
  /** At the same address as before. */
  open(): Promise<void>;
}

export async function startDoor(url: string): Promise<Door> {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const behind = connect(Number(port), hostname);
    for (const socket of [client, behind]) {
      sockets.add(socket);
      // A connection that is cut is what this is for.
      socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
    }
    client.pipe(behind).pipe(client);
    client.once('close', () => behind.destroy());
    behind.once('close', () => client.destroy());
  });
  const listen = async (at: number): Promise<void> => {
    server.listen(at, '127.0.0.1');
    await once(server, 'listening');
  };
  await listen(0);
  const ours = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${ours}`,
    async shut() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    open: async () => {
      if (!server.listening) await listen(ours);
    },
  };
}
