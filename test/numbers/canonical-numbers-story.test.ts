/** A carrier shows a number in another form than a client writes it: it is one line, and its word holds. */
import { type InboundCallRequest, type InboundResult } from '../../simulator/inbound';
import { numberEnding } from '../support/campaign-data';
import { eventually } from '../support/eventually';
import { type Ringmaster, startRingmaster } from '../support/ringmaster';

let rm: Ringmaster;
beforeAll(async () => {
  rm = await startRingmaster();
});
afterAll(() => rm?.stop());

async function callIn(request: Partial<InboundCallRequest>): Promise<InboundResult> {
  const answer = await fetch(`${rm.simulator.url}/inbound-calls`, {
    method: 'POST',
    body: JSON.stringify({ URL: `${rm.url}/providers/http/inbound`, ...request }),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return (await answer.json()) as InboundResult;
}
const optOut = (method: string, number: string) =>
  rm.request<{ OptOut?: { PhoneNumber: string; Source: string } }>(
    method,
    `/opt-outs/${encodeURIComponent(number)}`,
  );

const [LEGACY, CANONICAL] = ['+5215512345678', '+525512345678'];
/** Ours, as the campaign is told it and as the carrier announces it. */
const [OURS, OURS_CALLED] = ['+5215587654321', '+525587654321'];

it('a caller shown in a legacy form who opts out is never dialled under the canonical one, and has one entry', async () => {
  const dialling = await rm.createCampaign();
  const witness = numberEnding('11', 1);
  await rm.importJobs(dialling, [CANONICAL, witness]);
  const called = await rm.createCampaign({ CallerID: OURS, InboundMode: 'create' });
  await rm.obey(called, 'start');

  const answer = await callIn({ From: LEGACY, To: OURS_CALLED, EndReason: 'opted_out' });
  expect(answer.Action).toBe('accept');
  await eventually(async () => expect((await optOut('GET', CANONICAL)).status).toBe(200));
  for (const number of [LEGACY, CANONICAL])
    expect((await optOut('GET', number)).body.OptOut).toMatchObject({
      PhoneNumber: CANONICAL,
      Source: 'call',
    });

  await rm.obey(dialling, 'start');
  await eventually(async () =>
    expect(await rm.counts(dialling)).toMatchObject({ completed: 1, canceled: 1 }),
  );
  expect(await rm.store.jobs.findOne({ CampaignID: dialling, ContactPhoneNumber: CANONICAL })).toMatchObject({
    State: 'canceled',
    CancelReason: 'opted_out',
  });
  expect((await rm.simulator.stats(dialling)).Placements).toBe(1);
  for (const number of [LEGACY, CANONICAL]) {
    const job = { ContactPhoneNumber: number };
    expect((await rm.request('POST', `/campaigns/${dialling}/jobs`, job)).status).toBe(422);
  }

  expect((await optOut('DELETE', LEGACY)).status).toBe(204);
  for (const number of [LEGACY, CANONICAL]) expect((await optOut('GET', number)).status).toBe(404);
});

it('a caller shown in a legacy form gets the job that waits for the canonical one', async () => {
  const id = await rm.createCampaign({
    CallerID: numberEnding('11', 2),
    InboundMode: 'lookup',
    Constraints: { DisableJitter: true, NotBefore: '2100-01-01T00:00:00Z' },
  });
  await rm.obey(id, 'start');
  await rm.importJobs(id, ['+5491123456789']);
  const answer = await callIn({ From: '+54111523456789', To: numberEnding('11', 2), Seconds: 3_600 });
  const job = await rm.store.jobs.findOne({ CampaignID: id });
  expect(job?.State).toBe('calling');
  expect(answer.Action === 'accept' && answer.CallID).toContain(job?._id);
});
