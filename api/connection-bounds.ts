/** How many connections are open at once: each costs memory before anybody knows who has opened it. */
import { type Server } from 'node:http';
import { busy } from './problems';
import { asHttp } from './raw-answer';
import { sourceOf } from './source-address';

export interface ConnectionBounds {
  most: number;
  mostPerSource: number;
}

/**
 * Clients and providers keep some dozens open. Each costs some 20 KB, 45 with the longest headers. From one source
 * half of them: a proxy brings all that there are, and one machine alone leaves the rest to others.
 */
const defaultBounds: ConnectionBounds = { most: 1_000, mostPerSource: 500 };

/** What a client needs to take an answer in that was sent before it asked. */
const CLOSE_WITHIN_MS = 1_000;

/** Answers a connection above the bound of its source with a 503; above the bound of all it is closed at once. */
export function boundConnections(
  server: Server,
  { most, mostPerSource }: ConnectionBounds = defaultBounds,
): void {
  server.maxConnections = most;
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
    socket.end(
      asHttp(busy(`Your address has ${mostPerSource} connections open; close some, or use them again`)),
    );
    const timer = setTimeout(() => socket.destroy(), CLOSE_WITHIN_MS).unref();
    socket.once('close', () => clearTimeout(timer));
  });
}
