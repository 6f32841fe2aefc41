/** A problem as the bytes of an answer, for a connection on which there is no request to answer. */
import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { type Problem } from './problems';

/** Closes the connection. */
export function asHttp(problem: Problem): string {
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
