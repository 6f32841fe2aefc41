/** The API as a process that a test can kill in the middle of an import. It tells its parent its port. */
import { type AddressInfo } from 'node:net';
import { Client, Connection } from '@temporalio/client';
import pino from 'pino';
import { createApp } from '../../api/app';
import { listen } from '../../api/http/listener';
import { createCampaignGateway } from '../../api/temporal/campaign-gateway';
import { createPublishedRules } from '../../domain/dialling/published-rules';
import { loadCampaign } from '../../store/campaigns/campaigns';
import { openStore } from '../../store/mongodb/mongo';
import { taskQueuesEnding } from '../../workflows/contract';
import { machineClock } from '../support/machine-clock';

async function main(): Promise<void> {
  const store = openStore(process.env['API_MONGODB_URI'] ?? '', { somebodyWaits: true });
  const log = pino({ level: 'silent' });
  const app = createApp({
    store,
    clock: machineClock,
    publishedRules: createPublishedRules(),
    // An import asks no workflow.
    gateway: createCampaignGateway({
      client: new Client({ connection: Connection.lazy({ address: '127.0.0.1:1' }) }),
      taskQueues: taskQueuesEnding('-api-process'),
      reload: (id) => loadCampaign(store, id),
    }),
    providers: {},
    log,
  });
  const server = await listen(app, { port: 0, host: '127.0.0.1', log });
  // The test that started us is gone.
  process.once('disconnect', () => process.exit(0));
  process.send?.((server.address() as AddressInfo).port);
}

void main();
