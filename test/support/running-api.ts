/** The real API over HTTP, on real servers, with a database of its own and no worker. */
import { randomBytes } from 'node:crypto';
import { type AddressInfo } from 'node:net';
import { Client, Connection } from '@temporalio/client';
import { type PayloadCodec } from '@temporalio/common';
import pino from 'pino';
import { createPublishedRules } from '../../domain/dialling/published-rules';
import { type VoiceProvider } from '../../activities/ports/voice-provider';
import { createHttpProvider } from '../../activities/providers/http/provider';
import { createApp } from '../../api/app';
import { type CampaignGateway, createCampaignGateway } from '../../api/temporal/campaign-gateway';
import { retryWithinDeadline } from '../../api/temporal/campaign-gateway-outage';
import { type ConnectionBounds } from '../../api/http/connection-bounds';
import { closeGracefully, listen } from '../../api/http/listener';
import { createCampaign, loadCampaign } from '../../store/campaigns/campaigns';
import { type CampaignDocument, type Role } from '../../store/mongodb/documents';
import { type Clock } from '../../store/mongodb/clock';
import { ensureIndexes, newId, openStore } from '../../store/mongodb/mongo';
import { ensureApiKey, ensureOrganisation } from '../../store/organisations/organisations';
import { type CampaignData } from '../../domain/campaigns/campaign-data';
import { taskQueuesEnding } from '../../workflows/contract';
import { checkAnswers } from './answer-check';
import { campaignData } from './campaign-data';
import { machineClock } from './machine-clock';

export const PROVIDER_SECRET = 'the-secret-between-test-and-provider';
export const CALLER_ID = '+12025550100';
export const CONTACT = '+12025550111';

export interface Answer<Body = Record<string, unknown>> {
  status: number;
  body: Body;
  headers: Headers;
}

export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  detail: string;
  requestId: string;
  errors?: { location: string; message: string }[];
  State?: string;
  JobID?: string;
}

export interface ApiOptions {
  temporalAddress?: string;
  mongodbUri?: string;
  /** The gateway, for a test that looks over its shoulder. */
  through?: (gateway: CampaignGateway) => CampaignGateway;
  bodyWithinMs?: number;
  payloadCodec?: PayloadCodec;
  connections?: ConnectionBounds;
  /** In place of this machine's. */
  clock?: Clock;
  /** Beside the one of our own protocol. */
  providers?: Record<string, VoiceProvider>;
}

/** An address at which nobody listens. */
export const NOBODY = '127.0.0.1:1';

export async function startApi({
  temporalAddress,
  mongodbUri,
  through = (gateway) => gateway,
  bodyWithinMs,
  payloadCodec,
  connections,
  clock = machineClock,
  providers,
}: ApiOptions = {}) {
  const suffix = randomBytes(5).toString('hex');
  const uri = new URL(mongodbUri ?? process.env['TEST_MONGODB_URI'] ?? '');
  uri.pathname = `/test_api_${suffix}`;
  const store = openStore(uri.toString(), { somebodyWaits: true });
  const orgId = `org_${suffix}`;
  const connection = Connection.lazy({
    address: temporalAddress ?? process.env['TEST_TEMPORAL_ADDRESS'] ?? '',
    interceptors: [retryWithinDeadline],
  });
  const logged: string[] = [];
  const log = pino({}, { write: (line: string) => void logged.push(line) });
  const app = createApp({
    store,
    clock,
    publishedRules: createPublishedRules(),
    gateway: through(
      createCampaignGateway({
        client: new Client({ connection }),
        taskQueues: taskQueuesEnding(`-api-${suffix}`),
        reload: (id) => loadCampaign(store, id),
      }),
    ),
    providers: {
      ...providers,
      http: createHttpProvider({
        url: `http://${NOBODY}`,
        secret: PROVIDER_SECRET,
        eventsUrl: 'http://ringmaster.test/providers/http/events',
      }),
    },
    bodyWithinMs,
    payloadCodec,
    log,
  });
  const answers = checkAnswers(app);
  const server = await listen(answers.listener, { port: 0, host: '127.0.0.1', log, connections });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const keyOf = async (org: string, role: Role = 'admin'): Promise<string> => {
    const secret = randomBytes(16).toString('hex');
    await ensureOrganisation(store, { id: org, name: org, now: new Date() });
    await ensureApiKey(store, { orgId: org, role, secret, now: new Date() });
    return secret;
  };
  // Without MongoDB no key can be stored, and none can be refused.
  let key = 'any-key';
  if (mongodbUri === undefined) {
    await ensureIndexes(store);
    key = await keyOf(orgId);
  }

  async function request<Body = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<Body>> {
    const raw = typeof body === 'string' || body instanceof Uint8Array;
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: raw ? (body as string) : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: (text === '' ? undefined : JSON.parse(text)) as Body,
      headers: response.headers,
    };
  }

  return {
    url,
    key,
    orgId,
    store,
    /** Of its database, for a process of its own or a store with other limits. */
    mongodbUri: uri.toString(),
    logged,
    keyOf,
    request,
    /** A campaign without a workflow: all that reading, jobs and imports need. */
    storeCampaign: (data: Partial<CampaignData> = {}, org = orgId): Promise<CampaignDocument> =>
      createCampaign(store, {
        id: newId(),
        orgId: org,
        name: 'a campaign',
        data: campaignData({ ...completeData(), ...data }),
        publishedBy: 'test',
        now: new Date(),
      }),
    importFile: (
      campaignId: string,
      file: string | Uint8Array,
      headers: Record<string, string> = {},
      query = '',
    ) =>
      request<ImportAnswer & ProblemBody>('POST', `/campaigns/${campaignId}/jobs/import${query}`, file, {
        'content-type': 'text/csv',
        ...headers,
      }),
    stop: async (): Promise<void> => {
      await closeGracefully(server);
      await connection.close();
      if (mongodbUri === undefined) await store.db.dropDatabase();
      await store.close();
      answers.assertFit();
    },
  };
}

export type RunningApi = Awaited<ReturnType<typeof startApi>>;

export interface ImportAnswer {
  ImportID?: string;
  Accepted: number;
  Rejected: number;
  Duplicates: number;
  Errors: { Line: number; Field: string; Message: string }[];
}

export const completeData = (): CampaignData => campaignData({ CallerID: CALLER_ID, Constraints: {} });

/** The n-th of 9,900 fictional numbers. */
export const contact = (n: number): string => `+1202555${String(100 + (n % 100)).padStart(4, '0')}`;
