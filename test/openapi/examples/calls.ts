/** What happens once a campaign is started: calls, with workers and a simulated carrier. */
import { sign, signatureHeader } from '../../../activities/providers/http/signature';
import { callId } from '../../../domain/jobs/job';
import { ensureOrganisation } from '../../../store/organisations/organisations';
import { eventually } from '../../support/eventually';
import { PROVIDER_SECRET, type Ringmaster, startRingmaster } from '../../support/ringmaster';
import { type Book, type World } from './book';
import { data, dataAtAnyHour, job, NAME, ORGANISATION } from './campaign';
import { type Office } from './office';

/** A call takes its real time, at whatever time the test runs: what its times are in the examples. */
const called = {
  DialledAt: '2027-03-09T15:03:15.120Z',
  AnsweredAt: '2027-03-09T15:03:23.871Z',
  EndedAt: '2027-03-09T15:05:00.371Z',
  UpdatedAt: '2027-03-09T15:05:02.204Z',
};
const TALK_SECONDS = 96.5;

/** Contacts who are not called meanwhile: one is canceled, one calls back. */
const CANCELED = '+12025550117';
const CALLING_BACK = '+12025550118';

export interface CallCentre extends World {
  rm: Ringmaster;
}

export async function openCallCentre(): Promise<CallCentre> {
  // As in production: no call of this story reaches its limit.
  const rm = await startRingmaster({ ringMs: 10, limits: { ringSeconds: 60, callSeconds: 1_800 } });
  await ensureOrganisation(rm.store, { ...ORGANISATION, now: new Date() });
  return { rm, url: rm.url, key: await rm.keyOf(ORGANISATION.id) };
}

const signed = (method: string, path: string, body: string): Record<string, string> => ({
  [signatureHeader]: sign(PROVIDER_SECRET, Date.now(), method, path, body),
});

export async function callHours(book: Book, centre: CallCentre, office: Office): Promise<void> {
  const { campaignId, later } = await openCampaign(book, centre, office);
  const path = { campaignID: campaignId };
  const jobId = await conversation(book, centre, office, campaignId);
  await callBack(book, centre, campaignId);
  await book.ask(centre, 'cancelJob', { path: { ...path, jobID: later }, status: 202 });
  await usage(book, centre, office, campaignId, jobId);
  await book.ask(centre, 'pauseCampaign', { path, status: 202 });
  await book.ask(centre, 'endCampaign', { path, status: 202 });
  const again = await centre.rm.request('POST', `/campaigns/${campaignId}/start`, undefined, {
    authorization: `Bearer ${centre.key}`,
  });
  book.refusal('conflict', again.body, { reason: 'state', summary: 'The campaign has ended.' });
}

/** In the examples it is the campaign of the office. */
async function openCampaign(
  book: Book,
  { rm, key }: CallCentre,
  office: Office,
): Promise<{ campaignId: string; later: string }> {
  const as = { authorization: `Bearer ${key}` };
  const ask = async <Body>(method: string, path: string, body?: unknown): Promise<Body> => {
    const answer = await rm.request<Body>(method, path, body, as);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  // A billing interval that neither begins nor ends while the test runs.
  const inTwoWeeks = ((new Date().getUTCDate() + 13) % 28) + 1;
  await ask('PATCH', '/org', { BillingDoMStart: inTwoWeeks, IncludedConversationSeconds: 36_000 });
  const { Campaign } = await ask<{ Campaign: { ID: string } }>('POST', '/campaigns', {
    Name: NAME,
    Data: dataAtAnyHour,
  });
  book.standIns.same(Campaign.ID, office.campaign.ID);
  const waiting = { Data: job.Data, Overrides: { Constraints: { NotBefore: '2100-01-01T00:00:00Z' } } };
  const [, canceled] = await Promise.all(
    [CALLING_BACK, CANCELED].map((ContactPhoneNumber) =>
      ask<{ Job: { ID: string } }>('POST', `/campaigns/${Campaign.ID}/jobs`, {
        ...waiting,
        ContactPhoneNumber,
      }),
    ),
  );
  return { campaignId: Campaign.ID, later: canceled?.Job.ID ?? '' };
}

/** The one call that is placed: it talks until its provider says that it is over. */
async function conversation(
  book: Book,
  centre: CallCentre,
  office: Office,
  campaignId: string,
): Promise<string> {
  const { rm, key } = centre;
  const path = { campaignID: campaignId };
  await rm.simulator.set({ Script: { [job.ContactPhoneNumber]: 'talks_for_ever' } });
  const { body } = await rm.request<{ Job: { ID: string } }>('POST', `/campaigns/${campaignId}/jobs`, job, {
    authorization: `Bearer ${key}`,
  });
  const jobID = body.Job.ID;
  book.standIns.same(jobID, office.job.ID);
  await book.ask(centre, 'startCampaign', {
    path,
    headers: { 'Idempotency-Key': 'b21e-start' },
    status: 202,
  });
  const CallID = callId({ JobID: jobID, Attempt: 1 });
  await eventually(async () =>
    expect(await rm.store.calls.findOne({ _id: CallID })).toMatchObject({ AnsweredBy: 'human' }),
  );
  await book.ask(centre, 'getCallContext', {
    ...{ name: 'reminder', summary: 'Whom the agent talks to, and what the owner gave for it' },
    path: { provider: 'http', callID: CallID },
    signed,
    status: 200,
  });
  await book.ask(centre, 'receiveProviderEvent', {
    ...{ name: 'ended', summary: 'A call has ended, with what was said' },
    path: { provider: 'http' },
    body: {
      EventID: 'ev-20270309-0042',
      CallID,
      Type: 'ended',
      At: new Date().toISOString(),
      EndReason: 'completed',
      ConversationSeconds: TALK_SECONDS,
      Transcript: [
        { Role: 'agent', Text: 'Your van is due on Thursday at half past ten. Does that suit you?' },
        { Role: 'contact', Text: 'Yes, I will bring it.' },
      ],
    },
    signed,
    status: 204,
    fixed: { At: called.EndedAt },
  });
  await eventually(async () =>
    expect(await rm.store.jobs.findOne({ _id: jobID })).toMatchObject({ State: 'completed' }),
  );
  return jobID;
}

/** A contact calls one of our numbers, and is connected under the job that waits for them. */
async function callBack(book: Book, centre: CallCentre, campaignId: string): Promise<void> {
  const { body } = await book.ask<{ CallID: string }>(centre, 'answerInboundCall', {
    ...{ name: 'accepted', summary: 'A contact whose job waits is connected' },
    path: { provider: 'http' },
    body: { CallID: 'carrier-call-8812', From: CALLING_BACK, To: data.CallerID },
    signed,
    status: 200,
  });
  await book.ask(centre, 'receiveProviderEvent', {
    path: { provider: 'http' },
    body: {
      EventID: 'ev-20270309-0043',
      CallID: body.CallID,
      Type: 'ended',
      At: new Date().toISOString(),
      EndReason: 'completed',
      ConversationSeconds: 41,
      // Without one the analyst could not say whether the objective was met, and the job would wait as before.
      Transcript: [{ Role: 'contact', Text: 'I confirm my appointment.' }],
    },
    signed,
    status: 204,
  });
  const { rm } = centre;
  const ofCaller = { CampaignID: campaignId, ContactPhoneNumber: CALLING_BACK };
  await eventually(async () =>
    expect(await rm.store.jobs.findOne(ofCaller)).toMatchObject({ State: 'completed' }),
  );
}

async function usage(
  book: Book,
  centre: CallCentre,
  office: Office,
  campaignId: string,
  jobID: string,
): Promise<void> {
  const { rm, key } = centre;
  // All calls were made: now it may have the rules of a campaign that calls real people.
  const published = await rm.request(
    'PUT',
    `/campaigns/${campaignId}`,
    { Data: data },
    {
      authorization: `Bearer ${key}`,
      'if-match': '"1"',
    },
  );
  expect(published.status).toBe(200);
  const path = { campaignID: campaignId };
  await book.ask(centre, 'getCampaign', {
    ...{ name: 'started', summary: 'A started campaign, and what has happened in it', path },
    query: { events: '1' },
    status: 200,
    fixed: {
      BillingIntervalStartMS: Date.parse('2027-03-01T00:00:00Z'),
      CreatedAt: office.campaign.CreatedAt,
      UpdatedAt: '2027-03-09T15:14:40.957Z',
    },
  });
  await book.ask(centre, 'getJob', {
    ...{ name: 'completed', summary: 'A job that is settled: its call, and what the analyst said of it' },
    path: { ...path, jobID },
    status: 200,
    fixed: { ...called, CreatedAt: office.job.CreatedAt },
  });
}
