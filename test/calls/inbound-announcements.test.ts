import { Client, Connection } from '@temporalio/client';
import pino from 'pino';
import { createPublishedRules } from '../../domain/dialling/published-rules';
import { sign, signatureHeader } from '../../activities/providers/http/signature';
import { type CampaignGateway, createCampaignGateway } from '../../api/temporal/campaign-gateway';
import { type ApiDependencies } from '../../api/http/dependencies';
import { begin } from '../../api/calls/inbound-call';
import { inboundName, takeInboundCall } from '../../api/calls/take-inbound-call';
import { type InboundMode } from '../../domain/campaigns/campaign-data';
import { loadCampaign } from '../../store/campaigns/campaigns';
import { newId } from '../../store/mongodb/mongo';
import { taskQueuesEnding } from '../../workflows/contract';
import {
  CALLER_ID,
  CONTACT,
  NOBODY,
  PROVIDER_SECRET,
  type RunningApi,
  startApi,
} from '../support/running-api';
import { machineClock } from '../support/machine-clock';

const path = '/providers/http/inbound';
const announce = (api: RunningApi, change: Record<string, unknown> = {}) => {
  const body = JSON.stringify({ CallID: 'theirs', From: CONTACT, To: CALLER_ID, ...change });
  return api.request('POST', path, body, {
    authorization: '',
    [signatureHeader]: sign(PROVIDER_SECRET, Date.now(), 'POST', path, body),
  });
};

let api: RunningApi;
beforeEach(async () => {
  api = await startApi({ temporalAddress: NOBODY });
});
afterEach(() => api.stop());

const startedCampaign = async (InboundMode: InboundMode): Promise<string> => {
  const { _id } = await api.storeCampaign({ InboundMode });
  await api.store.campaigns.updateOne({ _id }, { $set: { State: 'started', StartedAt: new Date() } });
  return _id;
};

describe('while Temporal is away', () => {
  it('a caller hears the busy signal within 3 s, and their job is what it was', async () => {
    const id = await startedCampaign('lookup');
    await api.request('POST', `/campaigns/${id}/jobs`, { ContactPhoneNumber: CONTACT });
    const before = await api.store.jobs.findOne({ CampaignID: id });
    const begun = performance.now();
    const answer = await announce(api);
    expect(performance.now() - begun).toBeLessThan(3_000);
    expect([answer.status, answer.body]).toEqual([200, { Action: 'busy' }]);
    const after = await api.store.jobs.findOne({ CampaignID: id });
    expect(after).toEqual({ ...before, UpdatedAt: after?.UpdatedAt });
    expect(await api.store.calls.countDocuments({})).toBe(0);
    expect((await api.store.numbers.findOne({ PhoneNumber: CONTACT }))?.InboundCalls).toBeUndefined();
  });

  it('no job is left behind that was created for a call that did not come about', async () => {
    const id = await startedCampaign('create');
    expect((await announce(api)).body).toEqual({ Action: 'busy' });
    expect(await api.store.jobs.countDocuments({ CampaignID: id })).toBe(0);
  });
});

describe('a caller whose number is none that may be called', () => {
  it.each([
    '72345',
    '+12345',
    'client:ada',
    'sip:ada@example.com',
    '+999123456789',
    '+52155123456789',
    12_025_550_199,
  ])('is answered like one who withholds it, and the log says why without it: %j', async (From) => {
    const { _id } = await api.storeCampaign({ InboundMode: 'create', CallRejectionMessage: 'Closed.' });
    await api.store.campaigns.updateOne({ _id }, { $set: { State: 'started', StartedAt: new Date() } });
    const withheld = await announce(api, { From: null });
    expect(withheld.body).toEqual({ Action: 'reject', Message: 'Closed.' });
    expect(api.logged.join('')).not.toContain("a caller's number");
    const answer = await announce(api, { From });
    expect([answer.status, answer.body]).toEqual([200, withheld.body]);
    const line = api.logged.find((text) => text.includes("a caller's number"));
    expect(JSON.parse(line ?? '{}')).toMatchObject({ reason: expect.stringMatching(/.{20}/) as string });
    expect(api.logged.join('')).not.toContain(String(From));
    expect(await api.store.jobs.countDocuments({})).toBe(0);
  });

  it.each(['', 'anonymous', 'Unavailable', '+266696687', '+86282452253'])(
    'and who withholds it in the words of a carrier (%j) is one who does',
    async (From) => {
      const { _id } = await api.storeCampaign({ InboundMode: 'create', CallRejectionMessage: 'Closed.' });
      await api.store.campaigns.updateOne({ _id }, { $set: { State: 'started', StartedAt: new Date() } });
      const answer = await announce(api, { From });
      expect([answer.status, answer.body]).toEqual([200, { Action: 'reject', Message: 'Closed.' }]);
      expect(api.logged.join('')).not.toContain("a caller's number");
    },
  );

  it('a called number of no plan is nobody’s: the busy signal', async () => {
    await startedCampaign('create');
    const answer = await announce(api, { To: '+999123456789' });
    expect([answer.status, answer.body]).toEqual([200, { Action: 'busy' }]);
  });
});

describe('two API processes', () => {
  const connection = Connection.lazy({ address: NOBODY });
  afterAll(() => connection.close());

  /** A process that knows nothing of the others: within one, announcements at the same moment are one. */
  const processWith = (startInboundCall: CampaignGateway['startInboundCall']): ApiDependencies => {
    const gateway = createCampaignGateway({
      client: new Client({ connection }),
      taskQueues: taskQueuesEnding('-none'),
      reload: (campaignId) => loadCampaign(api.store, campaignId),
    });
    return {
      store: api.store,
      clock: machineClock,
      providers: {},
      publishedRules: createPublishedRules(),
      log: pino({ level: 'silent' }),
      gateway: { ...gateway, startInboundCall },
    };
  };
  const theirs = { providerCallId: 'theirs', from: CONTACT, to: CALLER_ID };
  const announceTo = (startInboundCall: CampaignGateway['startInboundCall']) =>
    takeInboundCall(processWith(startInboundCall), { name: 'http' }, theirs, () => false);
  const begun = () => Promise.resolve('begun' as const);

  it('one whose job another took back, since the call is on record as a third, looks again', async () => {
    const id = await startedCampaign('create');
    const accepted = await announceTo(begun);
    const [job, campaign] = [
      await api.store.jobs.findOne({ CampaignID: id }),
      await loadCampaign(api.store, id),
    ];
    if (!job || !campaign) throw new Error('the announcement stored no job');
    const takenBack = {
      call: theirs,
      job: { ...job, _id: newId() },
      campaign,
      inbound: inboundName('http', theirs.providerCallId),
      reportsConversationSeparately: false,
      isLate: () => false,
    };
    expect(await begin(processWith(begun), takenBack, { tookJob: true })).toBe('look_again');
    expect(await announceTo(begun)).toEqual(accepted);
  });

  it.each(['create', 'lookup'] as const)(
    'are told of one call at the same moment, which is one call of one job (%s)',
    async (mode) => {
      const id = await startedCampaign(mode);
      if (mode === 'lookup')
        await api.request('POST', `/campaigns/${id}/jobs`, { ContactPhoneNumber: CONTACT });
      const answers = await Promise.all([announceTo(begun), announceTo(begun), announceTo(begun)]);
      const ids = answers.map((answer) => (answer.kind === 'accept' ? answer.callId : answer.kind));
      const jobs = await api.store.jobs.find({ CampaignID: id }).toArray();
      expect(jobs.map(({ State }) => State)).toEqual(['calling']);
      expect(new Set(ids)).toEqual(new Set([jobs[0]?.Slot?.CallID]));
      expect(await api.store.calls.countDocuments({ CampaignID: id })).toBe(1);
    },
  );

  it('do not take a job again that one has given back: its call is being hung up', async () => {
    const id = await startedCampaign('lookup');
    await api.request('POST', `/campaigns/${id}/jobs`, { ContactPhoneNumber: CONTACT });
    const { numbers } = api.store;
    const theirLine = { _id: `${api.orgId}:${CONTACT}` };
    const OnCall = { CallID: 'call:another:1', Until: new Date(Date.now() + 60_000) };
    const occupy = numbers.findOneAndUpdate.bind(numbers) as (...args: unknown[]) => Promise<never>;
    // A call of ours gets the line just before theirs does, and is over when theirs is hung up.
    jest.spyOn(numbers, 'findOneAndUpdate').mockImplementationOnce(async (...args: unknown[]) => {
      await numbers.updateOne(
        theirLine,
        { $set: { OrgID: api.orgId, PhoneNumber: CONTACT, OnCall } },
        { upsert: true },
      );
      return occupy(...args);
    });
    const deps = processWith(begun);
    const hangUp = async (): Promise<boolean> => {
      await numbers.updateOne(theirLine, { $unset: { OnCall: '' } });
      return true;
    };
    const answer = await takeInboundCall(
      { ...deps, gateway: { ...deps.gateway, hangUp } },
      { name: 'http' },
      theirs,
      () => false,
    );
    jest.restoreAllMocks();
    expect((await numbers.findOne(theirLine))?.OnCall).toBeUndefined();
    expect(answer).toEqual({ kind: 'busy' });
    expect(await api.store.jobs.findOne({ CampaignID: id })).toMatchObject({ State: 'created' });
  });

  it('leave the line free of a call that ends while its announcement is repeated, and do not accept it again', async () => {
    const id = await startedCampaign('create');
    const line = () => api.store.numbers.findOne({ PhoneNumber: CONTACT });
    expect(await announceTo(begun)).toMatchObject({ kind: 'accept' });
    expect((await line())?.InboundCalls).toBeDefined();
    const again = await announceTo(async () => {
      // What ends the call has freed the line by now.
      await api.store.jobs.updateOne(
        { CampaignID: id },
        { $set: { State: 'completed' }, $unset: { Slot: '' } },
      );
      return 'begun';
    });
    expect(again).toEqual({ kind: 'busy' });
    expect((await line())?.InboundCalls).toBeUndefined();
  });
});
