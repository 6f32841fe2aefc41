import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import express from 'express';
import pino from 'pino';
import { closeGracefully, listen } from '../../api/http/listener';
import { eventually } from '../support/eventually';

const log = pino({ enabled: false });

it('a client that reads its answer no more loses its connection, and one that reads slowly has all of it', async () => {
  const bytes = 30_000_000;
  const app = express();
  app.get('/', (_req, res) => void res.end(Buffer.alloc(bytes)));
  const server = await listen(app, { port: 0, host: '127.0.0.1', log, silentMs: 1_000 });
  const { port } = server.address() as AddressInfo;
  const clients: Socket[] = [];
  const ask = (): Socket => {
    const socket = connect({ port, host: '127.0.0.1' });
    clients.push(socket);
    socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    return socket;
  };
  const open = () => new Promise<number>((resolve) => server.getConnections((_error, n) => resolve(n)));
  try {
    // Nobody reads from it.
    ask().on('error', () => undefined);
    await eventually(async () => expect(await open()).toBe(1));
    let taken = 0;
    for await (const chunk of ask()) {
      taken += (chunk as Buffer).length;
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(taken).toBeGreaterThan(bytes);
    await eventually(async () => expect(await open()).toBe(0), { withinMs: 15_000 });
  } finally {
    for (const client of clients) client.destroy();
    server.closeAllConnections();
    server.close();
  }
});

it('a client that asks to connect elsewhere, and then neither reads nor leaves, does not keep the API from ending', async () => {
  const server = await listen(express(), { port: 0, host: '127.0.0.1', log });
  const { port } = server.address() as AddressInfo;
  const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  client.on('error', () => undefined);
  try {
    client.write('CONNECT example.com:443 HTTP/1.1\r\nHost: x\r\n\r\nand more');
    await once(client, 'data');
    client.pause();
    await closeGracefully(server);
  } finally {
    client.destroy();
  }
});
