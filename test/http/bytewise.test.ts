/** What comes byte by byte takes no more memory than what comes at once. */
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import express from 'express';
import pino from 'pino';
import { LineSplitter } from '../../api/files/line-splitter';
import { listen } from '../../api/http/listener';
import { readBody } from '../../api/http/request-body';
import { eventually } from '../support/eventually';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Of the heap, in bytes, by what `work` leaves in use. */
async function grownBy(work: () => unknown): Promise<number> {
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  await work();
  collectGarbage();
  return process.memoryUsage().heapUsed - before;
}

const BODIES = 20;
const BYTES = 2_000;
const CHUNK = '1\r\na\r\n';

it('a body whose bytes are chunks of their own', async () => {
  const begun = new Set<string>();
  const app = express();
  app.post('/:name', async (req, res) => {
    begun.add(req.params.name);
    await readBody(req, { maxBytes: 1024 * 1024, instead: '' }).catch(() => undefined);
    res.end();
  });
  const server = await listen(app, { port: 0, host: '127.0.0.1', log: pino({ enabled: false }) });
  const { port } = server.address() as AddressInfo;
  const heard: Socket[] = [];
  server.on('connection', (socket) => heard.push(socket));
  const sockets = Array.from({ length: BODIES }, (_, i) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.write(`POST /${i} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n`);
    return socket;
  });
  try {
    await eventually(() => expect(begun.size).toBe(BODIES));
    const grown = await grownBy(async () => {
      for (let sent = 0; sent < BYTES; sent++) {
        for (const socket of sockets) socket.write(CHUNK);
        await new Promise((resolve) => setImmediate(resolve));
      }
      await eventually(() =>
        expect(Math.min(...heard.map(({ bytesRead }) => bytesRead))).toBeGreaterThan(BYTES * CHUNK.length),
      );
    });
    // Seen: 10 KB of each at most; as pieces, 400 KB.
    expect(grown / BODIES).toBeLessThan(100_000);
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
});

it('a line of a file whose bytes are chunks of their own', async () => {
  const splitter = new LineSplitter();
  const grown = await grownBy(() => {
    for (let i = 0; i < 100_000; i++) splitter.push(Buffer.from('a')).next();
  });
  const [line] = splitter.end();
  expect(line?.text).toHaveLength(100_000);
  // Seen: 0.1 MB; as pieces, 20 MB.
  expect(grown).toBeLessThan(2_000_000);
});
