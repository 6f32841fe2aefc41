/**
 * Everything together with the local Twilio: campaigns, call workflows, the adapter, and an API that Twilio reports to.
 */
import { once } from 'node:events';
import http from 'node:http';
import { type AddressInfo } from 'node:net';
import { NativeConnection } from '@temporalio/worker';
import pino from 'pino';
import { createPublishedRules } from '../../../domain/dialling/published-rules';
import { type CallLimits } from '../../../activities/ports/deps';
import { createListeningProviders } from '../../../activities/providers/chosen-provider';
import { sign, signatureHeader } from '../../../activities/providers/http/signature';
import { createApp } from '../../../api/app';
import { createCampaignGateway } from '../../../api/temporal/campaign-gateway';
import { type CampaignData } from '../../../domain/campaigns/campaign-data';
import { type CircuitLimits } from '../../../domain/providers/circuit';
import { loadCampaign } from '../../../store/campaigns/campaigns';
import { createWorkers } from '../../../worker/create-workers';
import { eventually } from '../../support/eventually';
import { type Answer, PROVIDER_SECRET, shortLimits, startRingmaster } from '../../support/ringmaster';
import { type CallRecord, accountSid, authToken, rfc2822, signatureOf, TwilioServer } from './server';
import { streamUrl } from './world';

export async function startTwilioSystem({
  circuit,
  limits,
}: { circuit?: CircuitLimits; limits?: Partial<CallLimits> } = {}) {
  const twilio = new TwilioServer();
  const logger = pino({ level: 'silent' });
  const rm = await startRingmaster({ workers: 0 });
  const { client, taskQueues, store } = rm;
  const { clock } = rm.activityDeps();
  // An API as api/main.ts starts it for Twilio, beside the one that the commands go to.
  const api = http.createServer((req, res) => void app(req, res));
  api.listen(0, '127.0.0.1');
  await once(api, 'listening');
  const publicUrl = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
  const apiBase = await twilio.start();
  const providers = createListeningProviders({
    voice: { provider: 'twilio', accountSid, authToken, streamUrl, apiBase },
    providerSecret: PROVIDER_SECRET,
    publicUrl,
    logger,
    now: clock.now,
  });
  const app = createApp({
    store,
    clock,
    gateway: createCampaignGateway({ client, taskQueues, reload: (id) => loadCampaign(store, id) }),
    providers,
    publishedRules: createPublishedRules(),
    log: logger,
  });
  const connection = await NativeConnection.connect({ address: process.env['TEST_TEMPORAL_ADDRESS'] ?? '' });
  const workers = await createWorkers({
    connection,
    namespace: 'default',
    client,
    store,
    clock,
    provider: providers['twilio']!,
    logger,
    workflows: { workflowBundle: { codePath: process.env['TEST_WORKFLOW_BUNDLE'] ?? '' } },
    taskQueues,
    limits: { ...shortLimits, ringSeconds: 20, callSeconds: 20, eventGraceMs: 1_000, ...limits },
    ...(circuit ? { circuit } : {}),
    stickyTimeoutMs: 1_000,
  });
  const running = workers.run().finally(() => connection.close());

  const system = {
    rm,
    twilio,
    publicUrl,

    /** Of the API that Twilio reaches: it says what holds for Twilio's campaigns. */
    async get<Body>(path: string): Promise<Body> {
      const answer = await fetch(publicUrl + path, { headers: { authorization: `Bearer ${rm.key}` } });
      return (await answer.json()) as Body;
    },

    /** A request of Twilio's to the address that it was given. */
    async post(url: string, fields: Record<string, string>): Promise<Response> {
      const form = { AccountSid: accountSid, ...fields };
      return fetch(url, {
        method: 'POST',
        headers: { 'x-twilio-signature': signatureOf(url, form) },
        body: new URLSearchParams(form),
      });
    },

    async report(url: string, CallSid: string, fields: Record<string, string>): Promise<void> {
      expect((await system.post(url, { CallSid, ...fields })).status).toBe(204);
    },

    async agentSays(callId: string, Result: string): Promise<void> {
      const path = '/providers/http/events';
      const body = JSON.stringify({
        EventID: `${callId}-conversation`,
        CallID: callId,
        Type: 'conversation',
        At: new Date().toISOString(),
        Result,
      });
      const signature = sign(PROVIDER_SECRET, Date.now(), 'POST', path, body);
      const answer = await fetch(publicUrl + path, {
        method: 'POST',
        headers: { [signatureHeader]: signature },
        body,
      });
      expect(answer.status).toBe(204);
    },

    /** The one call to this number, and what its placement said. */
    dialled: (to: string): Promise<{ call: CallRecord; form: Record<string, string[]> }> =>
      eventually(() => {
        const calls = [...twilio.calls.values()].filter((call) => call.to === to);
        expect(calls).toHaveLength(1);
        // The latest: those before it may have been refused.
        const placement = twilio.requests.findLast(({ form }) => form['To']?.[0] === to);
        return { call: calls[0]!, form: placement!.form };
        // After an outage calls grow gradually: the last of ten comes seconds later than the first.
      }),

    /** A campaign that calls these numbers, once each. */
    async campaignTo(numbers: string[], data: Partial<CampaignData> = {}): Promise<string> {
      const campaignId = await rm.createCampaign({
        Constraints: { DisableJitter: true, MaxAttempts: 1 },
        ...data,
      });
      await rm.importJobs(campaignId, numbers);
      await rm.obey(campaignId, 'start');
      return campaignId;
    },

    async callOnce(to: string, data: Partial<CampaignData> = {}) {
      const campaignId = await system.campaignTo([to], data);
      const job = async (): Promise<{ State: string; Outcome?: string } | undefined> => {
        await rm.settled(campaignId);
        const { body }: Answer<{ Jobs: { State: string; Outcome?: string }[] }> = await rm.request(
          'GET',
          `/campaigns/${campaignId}/jobs`,
        );
        return body.Jobs[0];
      };
      return { campaignId, job };
    },

    async stop(): Promise<void> {
      await workers.stop();
      await running;
      await rm.stop();
      await twilio.stop();
      api.closeAllConnections();
      api.close();
      await once(api, 'close');
    },
  };
  return system;
}

export type TwilioSystem = Awaited<ReturnType<typeof startTwilioSystem>>;

export const said = (url: string, name: string): string | null => new URL(url).searchParams.get(name);
export const now = () => ({ Timestamp: rfc2822(Date.now()) });
export const completed = () => ({ ...now(), CallStatus: 'completed', CallDuration: '7' });
