/** A problem as the bytes of an answer, for a connection on which there is no request to answer. */
import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { type Duplex } from 'node:stream';
import { type Problem } from './problems';

/** What a client needs to take an answer in that was sent before it asked, or while it still sends. */
const CLOSE_WITHIN_MS = 1_000;

/** What comes meanwhile is thrown away: else its end would not be seen. A client that does not close is cut off. */
export function answerAndClose(socket: Duplex, problem: Problem): void {
  const timer = setTimeout(() => socket.destroy(), CLOSE_WITHIN_MS).unref();
  socket.once('close', () => clearTimeout(timer));
  // A client that has gone hears nothing.
  socket.on('error', () => undefined);
  socket.resume();
  socket.end(asHttp(problem));
}

function asHttp(problem: Problem): string {
  const requestId = randomUUID();
  const body = JSON.stringify(problem.body(requestId));
  const headers = Object.entries(problem.more.headers ?? {}).map(([name, value]) => `${name}: ${value}`);
  return [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${requestId}`,
    'Cache-Control: no-store',
    'X-Content-Type-Options: nosniff',
    ...headers,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
