/** The servers of a stack: ours, kept running on the data of its folder, or servers that run already. */
import { join } from 'node:path';
import { type StartConfig } from './config/config';
import { type ClaimedFolder, isDiskFull } from './data-folder';
import { keptData, noteVersion } from './data-version';
import { supervise, type Running, type Supervised } from './processes/supervisor';
import { announcement, findTemporal, type FoundTemporal, keepAside } from './other-temporal';
import { startMongo, startTemporal, stopLeftOverTemporal } from './servers';
import { freePort, onKeptPorts } from './servers/ports';
import { resolveMongod } from './tools/mongod';

export interface StackOptions {
  config: StartConfig;
  /** Servers keep nothing. */
  ephemeral?: boolean;
  env: NodeJS.ProcessEnv;
  say: (line: string) => void;
  /** Stops a start that is under way. */
  signal: AbortSignal;
  /** Something died too often; the caller stops the stack. */
  onFailure: (error: Error) => void;
}

export interface FoundServers {
  /** Empty: it runs elsewhere. */
  mongod: string;
  /** Likewise. */
  temporal: FoundTemporal;
}

/** Refuses a server that may not open the data of MongoDB, before anything runs. */
export async function findServers({ config, ephemeral, say }: StackOptions): Promise<FoundServers> {
  const { dataDir, mongodbUri, temporalAddress } = config;
  const dataOf = (server: 'temporal' | 'mongod') =>
    ephemeral === true ? undefined : keptData(dataDir, server);
  // One after the other: two progress lines at once cannot be read.
  const mongod = mongodbUri === undefined ? await resolveMongod({ data: dataOf('mongod') }) : '';
  const temporal =
    temporalAddress === undefined ? await findTemporal(dataOf('temporal'), say) : { executable: '' };
  return { mongod, temporal };
}

export interface TemporalPart extends Running {
  address: string;
  uiUrl?: string;
}

/** A server that runs already and is not ours to stop. */
const elsewhere: Running = { gone: new Promise(() => {}), stop: async () => {} };

export async function temporalPart(
  options: StackOptions,
  folder: ClaimedFolder,
  { executable, unreadable }: FoundTemporal,
): Promise<Supervised<TemporalPart>> {
  const { config, ephemeral = false, say, signal } = options;
  if (config.temporalAddress !== undefined) {
    return { first: { ...elsewhere, address: config.temporalAddress }, stop: elsewhere.stop };
  }
  const place = ephemeral ? {} : { dbFilename: join(config.dataDir, 'temporal.sqlite') };
  if (unreadable !== undefined) {
    await stopLeftOverTemporal(unreadable.path, signal);
    say(announcement(keepAside(unreadable)));
  }
  return ownServer(options, folder, {
    name: 'Temporal server',
    tool: 'temporal',
    executable,
    // Temporal's own ports when they are free, so that its command line tool finds it.
    choose: async () => ({ port: await freePort(7233), uiPort: await freePort(8233) }),
    start: (order) => startTemporal({ ...place, ...order }),
  });
}

export async function mongoPart(
  options: StackOptions,
  folder: ClaimedFolder,
  executable: string,
): Promise<Supervised<Running & { uri: string }>> {
  const { config, ephemeral = false } = options;
  if (config.mongodbUri !== undefined) {
    return { first: { ...elsewhere, uri: config.mongodbUri }, stop: elsewhere.stop };
  }
  const place = ephemeral ? {} : { dbPath: join(config.dataDir, 'mongo') };
  return ownServer(options, folder, {
    name: 'MongoDB',
    tool: 'mongod',
    executable,
    choose: async () => ({ port: await freePort(27017) }),
    start: (order) => startMongo({ ...place, ...order }),
  });
}

interface OwnServer<Ports extends Record<string, number>, Server extends Running> {
  name: string;
  tool: 'temporal' | 'mongod';
  executable: string;
  choose: () => Promise<Ports>;
  start: (order: Ports & { executable: string; logFile: string; signal: AbortSignal }) => Promise<Server>;
}

/** A server of ours, kept running. The version that writes its data is noted. */
function ownServer<Ports extends Record<string, number>, Server extends Running>(
  options: StackOptions,
  folder: ClaimedFolder,
  { name, tool, executable, choose, start }: OwnServer<Ports, Server>,
): Promise<Supervised<Server>> {
  const { config, ephemeral = false } = options;
  const logFile = join(config.dataDir, `logs/${tool}.log`);
  const kept = () =>
    supervise({
      ...supervision(options, name, logFile),
      start: onKeptPorts(choose, async (ports, signal) => {
        folder.requireHere();
        return start({ executable, logFile, signal, ...ports });
      }),
    });
  return ephemeral ? kept() : noteVersion(config.dataDir, tool, executable, kept);
}

/** How a part is kept running. */
export const supervision = (
  { config, signal, say, onFailure }: StackOptions,
  name: string,
  logFile: string,
) => ({
  name,
  logFile,
  signal,
  say,
  diskIsFull: () => isDiskFull(config.dataDir),
  giveUp: onFailure,
});
