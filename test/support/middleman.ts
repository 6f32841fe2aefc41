/** Stands between a client and the API, and does to each request what a bad network or a busy API may do to it. */
import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import { type AddressInfo } from 'node:net';

export type Trick =
  | 'pass'
  /** The connection is cut before the API hears of it. */
  | 'lose'
  /** The API does it, and its answer is lost. */
  | 'lose-answer'
  /** The API gets the first part of the body, then the connection is cut. */
  | 'cut'
  /** No answer comes. */
  | 'hang'
  /** The answer is not the API's. */
  | 'page'
  /** 503, with this `Retry-After` in seconds. */
  | { away: number };

export interface Seen {
  method: string;
  path: string;
  key: string | undefined;
  atMs: number;
}

export interface Middleman {
  url: string;
  seen: Seen[];
  /** What is done to the next requests, in order; then all pass. */
  next(...tricks: Trick[]): void;
  stop(): Promise<void>;
}

// More than one read of a socket has, and less than the files of the tests.
const FIRST_PART_BYTES = 100_000;

export async function startMiddleman(apiUrl: string): Promise<Middleman> {
  let tricks: Trick[] = [];
  let seen: Seen[] = [];
  const server = http.createServer((req, res) => {
    const trick = tricks.shift() ?? 'pass';
    seen.push({
      method: req.method ?? '',
      path: req.url ?? '',
      key: req.headers['idempotency-key'] as string | undefined,
      atMs: performance.now(),
    });
    if (trick === 'lose') return void req.socket.destroy();
    if (trick === 'hang') return void req.resume();
    if (trick === 'page') return void res.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad</h1>');
    if (typeof trick === 'object')
      return void res
        .writeHead(503, { 'content-type': 'application/problem+json', 'retry-after': String(trick.away) })
        .end(
          JSON.stringify({
            type: 'urn:ringmaster:problem:unavailable',
            title: 'A server that is needed is away',
            status: 503,
            detail: 'away',
            requestId: 'r',
          }),
        );
    const behind = http.request(
      `${apiUrl}${req.url}`,
      { method: req.method, headers: req.headers },
      (answer: IncomingMessage) => {
        if (trick === 'lose-answer') return void answer.resume().once('end', () => req.socket.destroy());
        res.writeHead(answer.statusCode ?? 0, answer.headers);
        answer.pipe(res);
      },
    );
    // A connection that is cut is what this is for.
    behind.on('error', () => req.socket.destroy());
    req.on('error', () => behind.destroy());
    if (trick === 'cut') {
      let passed = 0;
      req.on('data', (chunk: Buffer) => {
        passed += chunk.length;
        behind.write(chunk, () => {
          if (passed < FIRST_PART_BYTES) return;
          behind.destroy();
          req.socket.destroy();
        });
      });
    } else req.pipe(behind);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get seen() {
      return seen;
    },
    next: (...planned) => {
      tricks = planned;
      seen = [];
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
