import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { freePort, onKeptPorts } from '../../stack/servers/ports';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Rejects where somebody listens already. */
async function listenOn(port: number): Promise<Server> {
  const server = createServer().listen({ port, host: '127.0.0.1', exclusive: true });
  servers.push(server);
  await once(server, 'listening');
  return server;
}

it('a server whose port a stranger takes between the choice and the start is started on another, and again on that one', async () => {
  const started: { port: number; uiPort: number }[] = [];
  let strangers = 2;
  const start = onKeptPorts(
    async () => ({ port: await freePort(), uiPort: await freePort() }),
    async ({ port, uiPort }) => {
      // Either port may be the one that is lost.
      if (strangers-- > 0) await listenOn(strangers === 1 ? port : uiPort);
      const all = [await listenOn(port), await listenOn(uiPort)];
      started.push({ port, uiPort });
      return all;
    },
  );
  for (const server of await start(new AbortController().signal))
    await new Promise((resolve) => server.close(resolve));
  await start(new AbortController().signal);
  expect(started).toHaveLength(2);
  expect(started[1]).toEqual(started[0]);
});

it('a server that fails for another reason is not started again', async () => {
  let starts = 0;
  const start = onKeptPorts(
    async () => ({ port: await freePort() }),
    async () => {
      starts += 1;
      throw new Error('no such program');
    },
  );
  await expect(start(new AbortController().signal)).rejects.toThrow('no such program');
  expect(starts).toBe(1);
});

it('a chosen port is none that a system gives to outgoing connections, so none takes it before its server starts', async () => {
  for (let n = 0; n < 50; n += 1) expect(await freePort()).toBeLessThan(32_768);
  await expect(freePort(undefined, '192.0.2.1')).rejects.toThrow('No port is to be had on 192.0.2.1');
});
