/**
 * The provider of the peers, in the process of the bench: it takes a placement by HTTP, answers its outcome at once,
 * and keeps a ledger of what it was asked for. Ours has the simulator, which keeps its own.
 */
import http from 'node:http';
import { type AddressInfo } from 'node:net';
import { type Placement } from './placement';

export interface PeerProvider {
  url: string;
  /** Different records of the batch that were placed. */
  placed(batch: string): number;
  /** Records of the batch that were placed more than once. */
  placedTwice(batch: string): number;
  stop(): Promise<void>;
}

// Longer than any run: a client that finds its connection closed would fail a placement for no fault of its own.
const KEPT_OPEN_MS = 60 * 60_000;

export async function startProvider(): Promise<PeerProvider> {
  const ledger = new Map<string, Map<number, number>>();
  const countsOf = (batch: string): Map<number, number> => {
    const counts = ledger.get(batch) ?? new Map<number, number>();
    ledger.set(batch, counts);
    return counts;
  };
  const server = http.createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (text: string) => (body += text));
    request.on('end', () => {
      const { batch, id } = JSON.parse(body) as Placement;
      const counts = countsOf(batch);
      counts.set(id, (counts.get(id) ?? 0) + 1);
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{"Outcome":"completed"}');
    });
  });
  server.keepAliveTimeout = KEPT_OPEN_MS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    placed: (batch) => countsOf(batch).size,
    placedTwice: (batch) => [...countsOf(batch).values()].filter((count) => count > 1).length,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
