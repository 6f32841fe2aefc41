import { sign, signatureHeader } from '../../activities/providers/http/signature';
import { callId } from '../../domain/jobs/job';
import { eventually } from '../support/eventually';
import { numberEnding } from '../support/campaign-data';
import { PROVIDER_SECRET, type Ringmaster, startRingmaster } from '../support/ringmaster';

let rm: Ringmaster;
let campaigns = 0;
beforeAll(async () => {
  rm = await startRingmaster({ callMs: 60_000, ringMs: 10 });
});
afterAll(() => rm?.stop());

const pathOf = (id: string): string => `/providers/http/calls/${encodeURIComponent(id)}`;

/** As a voice agent asks. */
async function ask(id: string, { secret = PROVIDER_SECRET, signedPath = pathOf(id), method = 'GET' } = {}) {
  const answer = await fetch(`${rm.url}${pathOf(id)}`, {
    headers: { [signatureHeader]: sign(secret, Date.now(), method, signedPath, '') },
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

async function callInProgress(
  job: Record<string, unknown>,
  campaign = {},
): Promise<{ id: string; job: string }> {
  const id = await rm.createCampaign({ BotName: 'concierge', ...campaign });
  // A number of its own: two calls to one number wait for each other.
  await rm.importJobs(id, [numberEnding('11', campaigns++)], job);
  await rm.obey(id, 'start');
  await eventually(async () => expect((await rm.simulator.stats(id)).ActiveCalls).toBe(1));
  const stored = await rm.store.jobs.findOne({ CampaignID: id });
  return { id, job: stored?._id ?? '' };
}

it('a voice agent is told whom it talks to and what the owner gave for it, as long as the call lasts', async () => {
  const given = {
    ContactName: 'Ada',
    Data: { appointment: 'tomorrow' },
    Metadata: { segment: 'a' },
    CampaignVariants: ['friendly'],
    TestJob: true,
  };
  const { id, job } = await callInProgress(given, { Integrations: { crm: { url: 'https://crm.example' } } });
  const call = callId({ JobID: job, Attempt: 1 });
  expect(await ask(call)).toEqual({
    status: 200,
    body: {
      Call: {
        CallID: call,
        CampaignID: id,
        JobID: job,
        Direction: 'outbound',
        BotName: 'concierge',
        ContactPhoneNumber: numberEnding('11'),
        ...given,
        Integrations: { crm: { url: 'https://crm.example' } },
      },
    },
  });
  await rm.request('POST', `/campaigns/${id}/jobs/${job}/cancel`);
  await eventually(async () => expect((await ask(call)).status).toBe(404));
});

it('a job’s own Integrations stand in for the campaign’s', async () => {
  const { job } = await callInProgress(
    { Overrides: { Integrations: { calendar: {} } } },
    { Integrations: { crm: {} } },
  );
  const { body } = await ask(callId({ JobID: job, Attempt: 1 }));
  expect(body['Call']).toMatchObject({ Integrations: { calendar: {} }, TestJob: false });
});

it('nobody who does not sign for this very call is told anything', async () => {
  const { job } = await callInProgress({ ContactName: 'Ada' });
  const call = callId({ JobID: job, Attempt: 1 });
  for (const how of [
    { secret: 'a secret of somebody else' },
    { signedPath: pathOf('call:another:1') },
    { method: 'POST' },
  ]) {
    const answer = await ask(call, how);
    expect(answer.status).toBe(401);
    expect(JSON.stringify(answer.body)).not.toContain('Ada');
  }
  expect((await fetch(`${rm.url}${pathOf(call)}`)).status).toBe(401);
  expect((await ask('call:nothing:1')).status).toBe(404);
  expect((await ask('campaign:x')).status).toBe(404);
});
