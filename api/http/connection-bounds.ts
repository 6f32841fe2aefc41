/** Bounds how many connections are open at once: each costs memory before its client is authenticated. */
import { type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Socket } from 'node:net';
import { type Logger } from 'pino';
import { busy } from './problems';
import { answerAndClose } from './raw-answer';
import { sourceOf } from './source-address';

export interface ConnectionBounds {
  most: number;
  mostPerSource: number;
}

/**
 * Clients and providers keep some dozens open. Each costs some 20 KB, 45 with the longest headers. One source may have
 * half of them: enough for a proxy that all clients come through, and a single machine leaves the rest to others.
 */
const defaultBounds: ConnectionBounds = { most: 1_000, mostPerSource: 500 };

/** Often enough to be seen, without flooding the log. */
const WARN_EVERY_MS = 60_000;

const refused = new WeakSet<Socket>();

/** Whether the request's connection was refused: it is not carried out, because the refusal says to send it again. */
export const cameTooMany = ({ socket }: Pick<IncomingMessage, 'socket'>): boolean => refused.has(socket);

/**
 * Requests of one connection that wait for their answers at once. Hardly any program sends a request before it has the
 * answer to the one before; those that do send a few. Each costs some 12 KB for as long as nobody reads its answer, and
 * 64 KiB have room for 1,400 of them.
 */
const MOST_UNDER_WAY = 16;

const underWay = new WeakMap<Socket, number>();

/** Whether the connection may have one more answer under way. One that asks for more is cut. */
export function mayBeAnswered({ socket }: IncomingMessage, res: ServerResponse): boolean {
  const requests = (underWay.get(socket) ?? 0) + 1;
  if (socket.destroyed || requests > MOST_UNDER_WAY) {
    socket.destroy();
    return false;
  }
  underWay.set(socket, requests);
  res.once('close', () => underWay.set(socket, (underWay.get(socket) ?? 1) - 1));
  return true;
}

/** Answers a connection above its source's bound with a 503, and closes one above the total bound at once. */
export function boundConnections(
  server: Server,
  log: Pick<Logger, 'warn'>,
  { most, mostPerSource }: ConnectionBounds = defaultBounds,
): void {
  server.maxConnections = most;
  let warnedAtMs = -Infinity;
  const warn = (bound: number, message: string): void => {
    if (performance.now() - warnedAtMs < WARN_EVERY_MS) return;
    warnedAtMs = performance.now();
    log.warn({ bound }, message);
  };
  server.on('drop', () => warn(most, 'connections are closed: too many are open in all'));
  const perSource = new Map<string, number>();
  server.on('connection', (socket) => {
    const source = sourceOf(socket);
    const open = (perSource.get(source) ?? 0) + 1;
    perSource.set(source, open);
    socket.once('close', () => {
      const left = (perSource.get(source) ?? 1) - 1;
      if (left > 0) perSource.set(source, left);
      else perSource.delete(source);
    });
    if (open <= mostPerSource) return;
    refused.add(socket);
    warn(mostPerSource, 'connections are refused: one address (a proxy is one) has too many open');
    answerAndClose(
      socket,
      busy(`Your address has ${mostPerSource} connections open; close some, or use them again`),
    );
  });
}
