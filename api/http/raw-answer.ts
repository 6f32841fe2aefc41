/** Writes a problem as raw HTTP, for a connection that has no request to answer. */
import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { type Duplex } from 'node:stream';
import { type Problem } from './problems';

/** The time a client needs to read an answer that was sent before its request, or during it. */
const CLOSE_WITHIN_MS = 1_000;

/**
 * Discards what arrives meanwhile; otherwise the client's end would go unnoticed. A client that does not close is cut
 * off.
 */
export function answerAndClose(socket: Duplex, problem: Problem): void {
  const timer = setTimeout(() => socket.destroy(), CLOSE_WITHIN_MS).unref();
  socket.once('close', () => clearTimeout(timer));
  // The client has gone: there is no one to answer.
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
