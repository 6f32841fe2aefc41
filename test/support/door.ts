/**
 * A way to a server that a test can shut: then nobody gets a connection, and whoever has one loses it. Or freeze: every
 * connection stands, and nothing passes.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface Door {
  url: string;
  shut(): Promise<void>;
  /** At the same address as before. */
  open(): Promise<void>;
  /** To another server, for whoever comes from now on. */
  leadTo(url: string): void;
  freeze(): void;
  thaw(): void;
}

export async function startDoor(url: string): Promise<Door> {
  let { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  const ways = new Set<[Socket, Socket]>();
  let frozen = false;
  const server = createServer((client) => {
    const behind = connect(Number(port), hostname);
    for (const socket of [client, behind]) {
      sockets.add(socket);
      // A connection that is cut is what this is for.
      socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
    }
    const way: [Socket, Socket] = [client, behind];
    ways.add(way);
    if (!frozen) client.pipe(behind).pipe(client);
    client.once('close', () => {
      ways.delete(way);
      behind.destroy();
    });
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
    leadTo(other) {
      ({ hostname, port } = new URL(other));
    },
    freeze() {
      frozen = true;
      for (const [client, behind] of ways) {
        client.unpipe(behind);
        behind.unpipe(client);
      }
    },
    thaw() {
      // Joined twice, everything would pass twice.
      if (!frozen) return;
      frozen = false;
      for (const [client, behind] of ways) client.pipe(behind).pipe(client);
    },
  };
}
