/** Ports on this machine. */
import { createServer } from 'node:net';

/** Whether a server of ours could listen there now. */
export function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** A port that is free at this moment: `preferred` if it is. Another program may take it before we do. */
export async function freePort(preferred?: number, host = '127.0.0.1'): Promise<number> {
  if (preferred !== undefined && (await isPortFree(preferred, host))) return preferred;
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

// Two programs that are given the same free port at once are rare; three times in a row is something else.
const PORT_TRIES = 3;

/** Starts a server on the given port, or on any: then again on another when a stranger was faster. */
export async function onPort<T>(given: number | undefined, start: (port: number) => Promise<T>): Promise<T> {
  if (given !== undefined) {
    if (await isPortFree(given)) return start(given);
    throw new Error(`Port ${given} on 127.0.0.1 is in use by another program.`);
  }
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    try {
      return await start(port);
    } catch (error) {
      if (attempt === PORT_TRIES || (await isPortFree(port))) throw error;
    }
  }
}
