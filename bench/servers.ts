/** The real servers that our and the raw operations share, empty at the beginning and removed at the end. */
import { Client, Connection } from '@temporalio/client';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMongo, startTemporal } from '../stack/servers';
import { resolveMongod } from '../stack/tools/mongod';
import { resolveTemporal } from '../stack/tools/temporal';

export interface Servers {
  temporalAddress: string;
  temporal: Client;
  /** Address of a database of this name. */
  mongodbUri(database: string): string;
  /** Of each server; undefined when it is gone. */
  pids: { mongod: number | undefined; temporal: number | undefined };
  /** For files and logs of processes; removed at the end. */
  folder: string;
  stop(): Promise<void>;
}

export async function startServers(): Promise<Servers> {
  const folder = mkdtempSync(join(tmpdir(), 'ringmaster-bench-'));
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const stopOne of stops.splice(0).reverse()) await stopOne();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const mongo = await startMongo({ executable: await resolveMongod() });
    stops.push(mongo.stop);
    const temporal = await startTemporal({ executable: await resolveTemporal() });
    stops.push(temporal.stop);
    const connection = await Connection.connect({ address: temporal.address });
    stops.push(() => connection.close());
    return {
      temporalAddress: temporal.address,
      temporal: new Client({ connection }),
      mongodbUri: (database) => {
        const uri = new URL(mongo.uri);
        uri.pathname = `/${database}`;
        return uri.toString();
      },
      pids: { mongod: mongo.pid, temporal: temporal.pid },
      folder,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
