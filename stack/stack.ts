/** The whole system on one machine: servers, then simulator, worker and API; stopped in the reverse order. */
import { join } from 'node:path';
import { checkAddress } from './address';
import { localUrl, type StartConfig, withDatabase } from './config/config';
import { claimDataFolder, providerSecret } from './data-folder';
import { untilAborted } from './lifetime';
import {
  findServers,
  mongoPart,
  type StackOptions,
  supervision,
  temporalPart,
  type TemporalPart,
} from './parts';
import { keepLogsSmall } from './processes/log-size';
import { startRole, type RoleOrder, type RunningRole } from './processes/role';
import { supervise, type Running, type Supervised } from './processes/supervisor';
import { freePort } from './servers/ports';
import { loadTemporalConfig } from './config/temporal-variables';

export interface Stack {
  apiUrl: string;
  temporalAddress: string;
  temporalUiUrl?: string;
  simulatorUrl?: string;
  /** Only when it was just generated: it is stored hashed and shown once. */
  newApiKey?: string;
  stop(): Promise<void>;
}

// A worker may be in the middle of activities; the others do nothing long.
const WORKER_STOP_MS = 30_000;
const OTHER_STOP_MS = 10_000;

export async function startStack(options: StackOptions): Promise<Stack> {
  const { config, signal } = options;
  await checkAddress(config);
  // Reports a wrong configuration here, not in the log of each role.
  if (config.temporalAddress !== undefined) loadTemporalConfig(options.env);
  const folder = claimDataFolder(config.dataDir);
  const looseLogs = keepLogsSmall(join(config.dataDir, 'logs'));
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const stopOne of stops.splice(0).reverse()) await stopOne();
    looseLogs();
    folder.release();
  };
  const add = async <Process extends Running>(part: Promise<Supervised<Process>>): Promise<Process> => {
    const { first, stop: stopIt } = await part;
    stops.push(stopIt);
    return first;
  };
  try {
    // The next set-up cleans up after an interrupted one, so a stop need not wait for it.
    const executables = await untilAborted(findServers(options), signal);
    const [temporal, mongo] = await both(
      add(temporalPart(options, folder, executables.temporal)),
      add(mongoPart(options, folder, executables.mongod)),
    );
    signal.throwIfAborted();
    return { ...(await startRoles(options, temporal, mongo.uri, add)), stop };
  } catch (error) {
    await stop();
    throw signal.aborted ? signal.reason : error;
  }
}

/** Waits for both also when one fails, so that nothing starts after the stack was stopped. */
async function both<A, B>(a: Promise<A>, b: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([a, b]);
  return Promise.all([a, b]);
}

type Add = <Process extends Running>(part: Promise<Supervised<Process>>) => Promise<Process>;

async function startRoles(
  options: StackOptions,
  temporal: TemporalPart,
  mongodbUri: string,
  add: Add,
): Promise<Omit<Stack, 'stop'>> {
  const { config, signal } = options;
  const port = config.port === 0 ? await freePort(undefined, config.host) : config.port;
  const secret = config.providerSecret ?? providerSecret(config.dataDir);
  const env: NodeJS.ProcessEnv = {
    ...voiceEnvironment(temporalEnvironment(options.env, config, temporal.address), config),
    MONGODB_URI: withDatabase(mongodbUri),
    PROVIDER_SECRET: secret,
    PUBLIC_URL: config.publicUrl ?? localUrl(config.host, port),
    PORT: String(port),
    HOST: config.host,
  };
  let newApiKey: string | undefined;
  const role = async (name: RoleOrder['name'], more: NodeJS.ProcessEnv): Promise<RunningRole> => {
    signal.throwIfAborted();
    const logFile = join(config.dataDir, 'logs', `${name}.log`);
    const order: RoleOrder = {
      name,
      logFile,
      env: { ...env, ...more },
      stopWithinMs: name === 'worker' ? WORKER_STOP_MS : OTHER_STOP_MS,
      onApiKey: (key) => (newApiKey = key),
    };
    return add(
      supervise({
        ...supervision(options, name, logFile),
        start: (ending) => startRole(order, ending),
      }),
    );
  };

  let simulatorUrl: string | undefined;
  if (config.voice === undefined) {
    // A fixed port: after a crash it must come back where the others know it.
    simulatorUrl = (await role('simulator', { SIMULATOR_PORT: String(await freePort()) })).url;
    if (simulatorUrl === undefined) throw new Error('The simulator did not say where it listens.');
    env['PROVIDER_URL'] = simulatorUrl;
    // It answers the analyst's protocol too, unless a real analyst is to read the simulated conversations.
    if (config.analyst === undefined) {
      env['ANALYST_URL'] = `${simulatorUrl}/v1`;
      env['ANALYST_MODEL'] = 'simulated';
    }
  }
  await role('worker', {});
  const api = await role('api', {});
  return {
    apiUrl: api.url ?? localUrl(config.host, port),
    temporalAddress: temporal.address,
    ...(temporal.uiUrl === undefined ? {} : { temporalUiUrl: temporal.uiUrl }),
    ...(simulatorUrl === undefined ? {} : { simulatorUrl }),
    ...(newApiKey === undefined ? {} : { newApiKey }),
  };
}

/** The simulator makes no real call: a carrier that the user's environment names must not be used instead. */
const voiceEnvironment = (env: NodeJS.ProcessEnv, { voice }: StartConfig): NodeJS.ProcessEnv =>
  voice === undefined ? { ...env, VOICE_PROVIDER: 'http' } : env;

/** Our own server needs none of the keys and profiles that the user may have set for another one. */
function temporalEnvironment(
  env: NodeJS.ProcessEnv,
  config: StartConfig,
  address: string,
): NodeJS.ProcessEnv {
  if (config.temporalAddress !== undefined) return { ...env };
  const others = Object.entries(env).filter(([name]) => !name.startsWith('TEMPORAL_'));
  return {
    ...Object.fromEntries(others),
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: 'default',
    // A missing file has no profiles; an empty one is an error.
    TEMPORAL_CONFIG_FILE: join(config.dataDir, 'temporal-profiles.toml'),
  };
}
