/** Ports on this machine. */
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Whether a server of ours could listen there now. */
export function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

// Systems take the ports of outgoing connections from 32768 on, or higher: one of those may be gone before a server of
// ours listens there. Below are enough that two programs rarely choose the same.
const [LOWEST_PORT, HIGHEST_PORT] = [20_000, 32_000];
// Far more than are ever in use in a row.
const TRIES = 20;

/** A port that is free at this moment: `preferred` if that is free. Another program may take it before we do. */
export async function freePort(preferred?: number, host = '127.0.0.1'): Promise<number> {
  if (preferred !== undefined && (await isPortFree(preferred, host))) return preferred;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const port = randomInt(LOWEST_PORT, HIGHEST_PORT);
    if (await isPortFree(port, host)) return port;
  }
  // Any at all, or the reason why none is to be had there.
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', ({ message }) => reject(new Error(`No port is to be had on ${host}: ${message}`)));
    probe.listen({ port: 0, host, exclusive: true }, () => {
      const address = probe.address();
      probe.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error(`This machine gave no free port on ${host}.`));
      });
    });
  });
}

// Two programs rarely get the same free port at once; three times in a row has another cause.
const PORT_TRIES = 3;

/** Starts a server on ports that are free when chosen; tries others if another program was faster. */
async function onFreePorts<Ports extends Record<string, number>, T>(
  choose: () => Promise<Ports>,
  start: (ports: Ports) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const ports = await choose();
    try {
      return await start(ports);
    } catch (error) {
      const areFree = await Promise.all(Object.values(ports).map((port) => isPortFree(port)));
      if (attempt === PORT_TRIES || areFree.every(Boolean)) throw error;
    }
  }
}

/** Starts a server on the given port, or on any. */
export async function onPort<T>(given: number | undefined, start: (port: number) => Promise<T>): Promise<T> {
  if (given === undefined)
    return onFreePorts(
      async () => ({ port: await freePort() }),
      ({ port }) => start(port),
    );
  if (await isPortFree(given)) return start(given);
  throw new Error(`Port ${given} on 127.0.0.1 is in use by another program.`);
}

/** For a server that is restarted at a known address: each start uses the ports of the first that succeeded. */
export function onKeptPorts<Ports extends Record<string, number>, T>(
  choose: () => Promise<Ports>,
  start: (ports: Ports, signal: AbortSignal) => Promise<T>,
): (signal: AbortSignal) => Promise<T> {
  let kept: Ports | undefined;
  return (signal) =>
    kept === undefined
      ? onFreePorts(choose, async (ports) => {
          const server = await start(ports, signal);
          kept = ports;
          return server;
        })
      : start(kept, signal);
}
