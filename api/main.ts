import { randomBytes } from 'node:crypto';
import { type AddressInfo } from 'node:net';
import { Client, Connection } from '@temporalio/client';
import { createPublishedRules } from '../domain/dialling/published-rules';
import { createListeningProviders } from '../activities/providers/chosen-provider';
import { type ApiConfig, localUrl, readApiConfig } from '../stack/config/config';
import { createLog } from '../stack/config/log';
import { logFailure } from '../stack/config/starting';
import { openReadyStore } from '../stack/config/starting-store';
import { sayIfRefused, temporalAccess } from '../stack/config/temporal-connection';
import { loadCampaign } from '../store/campaigns/campaigns';
import { openClock } from '../store/mongodb/clock';
import { type Store } from '../store/mongodb/mongo';
import {
  DEFAULT_ORG_ID,
  ensureApiKey,
  ensureOrganisation,
  makeFirstApiKey,
} from '../store/organisations/organisations';
import { taskQueues } from '../workflows/contract';
import { createApp } from './app';
import { createCampaignGateway } from './temporal/campaign-gateway';
import { retryWithinDeadline } from './temporal/campaign-gateway-outage';
import { closeGracefully, listen } from './http/listener';

const log = createLog('api');

async function main(): Promise<void> {
  const config = readApiConfig(process.env);
  const store = await openReadyStore(config.mongodbUri, log, { somebodyWaits: true });
  const clock = await openClock(store, { logger: log });
  const now = clock.date();
  await ensureOrganisation(store, { id: DEFAULT_ORG_ID, name: 'Default organisation', now });
  await ensureFirstKey(store, config, now);

  const access = temporalAccess(config.payloadKeys);
  const { connectionOptions, namespace, dataConverter } = access;
  // Lazy: without Temporal the API still answers what needs only MongoDB, and the rest with 503.
  const connection = Connection.lazy({ ...connectionOptions, interceptors: [retryWithinDeadline] });
  const gateway = createCampaignGateway({
    client: new Client({ connection, namespace, ...(dataConverter ? { dataConverter } : {}) }),
    taskQueues,
    reload: (campaignId) => loadCampaign(store, campaignId),
  });
  const providers = createListeningProviders({ ...config, logger: log, now: clock.now });
  // Listens before we report that we are ready: the process that started us may then stop us at once.
  const stopped = toldToStop();
  const server = await listen(
    createApp({
      store,
      clock,
      gateway,
      providers,
      publishedRules: createPublishedRules(),
      payloadCodec: dataConverter?.payloadCodecs?.[0],
      log,
    }),
    { ...config, log },
  );

  const url = localUrl(config.host, (server.address() as AddressInfo).port);
  process.send?.({ kind: 'ready', url });
  log.info({ url, namespace }, 'api ready');
  void sayIfRefused(connection, access, log);

  await stopped;
  await closeGracefully(server);
  await connection.close();
  clock.close();
  await store.close();
  log.info('api stopped');
}

/** Ensures that there is an API key: the configured one, or one made now and shown only once. */
async function ensureFirstKey(store: Store, { apiKey }: ApiConfig, now: Date): Promise<void> {
  const admin = { orgId: DEFAULT_ORG_ID, role: 'admin', now } as const;
  if (apiKey !== undefined) {
    await ensureApiKey(store, { ...admin, secret: apiKey });
    return;
  }
  // 256 bits cannot be guessed, so the plain hash may be stored.
  const secret = `rm_${randomBytes(32).toString('base64url')}`;
  if (!(await makeFirstApiKey(store, { ...admin, secret }))) return;
  if (process.send) process.send({ kind: 'api-key', secret });
  else process.stdout.write(`The first API key (role admin). It is shown this once, so keep it: ${secret}\n`);
}

const toldToStop = (): Promise<void> =>
  new Promise((resolve) => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
    // The stack that started us is gone.
    process.once('disconnect', () => resolve());
  });

main().then(
  () => process.exit(0),
  (error: unknown) => {
    logFailure(log, error, 'api failed');
    process.exit(1);
  },
);
