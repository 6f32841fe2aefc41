/** Caller IDs while a campaign runs, and what its preflight says of it: judged by what was dialled in the end. */
import { type Preflight } from '../../api/campaigns/preflight-answer';
import { type CampaignData, type Constraints } from '../../domain/campaigns/campaign-data';
import { type CallDocument, type JobDocument } from '../../store/mongodb/documents';
import { numberId } from '../../store/numbers/number-ids';
import { eventually } from '../support/eventually';
import { numberEnding } from '../support/campaign-data';
import { type Ringmaster, startRingmaster } from '../support/ringmaster';

let rm: Ringmaster;
beforeAll(async () => {
  rm = await startRingmaster({ callMs: 20, ringMs: 10 });
});
afterAll(() => rm?.stop());

/** The campaign's own, one of the contacts' area, and one of another area. */
const OWN = '+12025550100';
const NEAR = '+12025550101';
const FAR = '+12125550102';
const on = { Disabled: false };
const off = { Disabled: true };

async function publish(id: string, change: Partial<CampaignData>): Promise<void> {
  const { Campaign } = await rm.get(id);
  const { status, body } = await rm.request(
    'PUT',
    `/campaigns/${id}`,
    { Data: { ...Campaign.Data, ...change } },
    { 'If-Match': `"${Campaign.Version}"` },
  );
  if (status !== 200) throw new Error(`PUT: ${status} ${JSON.stringify(body)}`);
}
const callsOf = (id: string): Promise<CallDocument[]> =>
  rm.store.calls.find({ CampaignID: id }).sort({ DialledAt: 1 }).toArray();
const jobsOf = (id: string): Promise<JobDocument[]> => rm.store.jobs.find({ CampaignID: id }).toArray();

describe('a caller ID disabled while the job waits is not used', () => {
  it('whether the job names it or it would be the nearest', async () => {
    const id = await rm.createCampaign({ AvailableCallerIDs: { [NEAR]: on, [FAR]: on } });
    await rm.importJobs(id, [numberEnding('11', 1)], { CallerID: NEAR });
    await rm.importJobs(id, [numberEnding('11', 2)]);
    await publish(id, { AvailableCallerIDs: { [NEAR]: off, [FAR]: on } });
    await rm.obey(id, 'start');
    expect((await rm.settled(id)).completed).toBe(2);
    expect((await callsOf(id)).map(({ CallerID, Version }) => [CallerID, Version])).toEqual([
      [FAR, 2],
      [FAR, 2],
    ]);
  });

  it('while the campaign is started, from the next attempt on', async () => {
    const id = await rm.createCampaign({
      AvailableCallerIDs: { [NEAR]: on, [FAR]: on },
      Constraints: { DisableJitter: true, MinDurationBetweenAttempts: '3s', RetryBackoff: { Initial: '3s' } },
    });
    // Busy at the first attempt, answered at the second.
    await rm.importJobs(id, [numberEnding('98', 3)]);
    await rm.obey(id, 'start');
    await eventually(async () => expect((await jobsOf(id))[0]?.State).toBe('scheduled'));
    await publish(id, { AvailableCallerIDs: { [NEAR]: off, [FAR]: on } });
    expect((await rm.settled(id)).completed).toBe(1);
    expect((await callsOf(id)).map(({ CallerID, Version }) => [CallerID, Version])).toEqual([
      [NEAR, 1],
      [FAR, 2],
    ]);
  });
});

it('a job that no enabled number is left for waits, says so, and is called when there is one', async () => {
  const id = await rm.createCampaign({ AvailableCallerIDs: { [OWN]: off, [NEAR]: off } });
  await rm.importJobs(id, [numberEnding('11', 4)]);
  await rm.obey(id, 'start');
  const [job] = await eventually(async () => {
    const jobs = await jobsOf(id);
    expect(jobs[0]).toMatchObject({ State: 'created', DeferredBy: 'caller_id' });
    return jobs;
  });
  const { body } = await rm.request<{ Job: object }>('GET', `/campaigns/${id}/jobs/${job?._id}`);
  expect(body.Job).toMatchObject({ WaitingFor: 'caller_id' });
  expect(body.Job).not.toHaveProperty('NotBefore');
  expect(await callsOf(id)).toEqual([]);
  await publish(id, { AvailableCallerIDs: { [OWN]: off, [NEAR]: on } });
  expect((await rm.settled(id)).completed).toBe(1);
  expect((await callsOf(id)).map(({ CallerID }) => CallerID)).toEqual([NEAR]);
});

it('what preflight says is what the dispatcher does', async () => {
  const hour = 3_600_000;
  const timeIn = (ms: number): string => new Date(Date.now() + ms).toISOString();
  const later: Constraints = {
    TimeZone: 'UTC',
    CallWindows: [
      {
        Days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
        Start: timeIn(2 * hour).slice(11, 16),
        End: timeIn(3 * hour).slice(11, 16),
      },
    ],
  };
  let n = 10;
  const numbers = (count: number): string[] =>
    Array.from({ length: count }, () => numberEnding('11', (n += 1)));
  // Closed for all of them at first, so that the dispatcher judges each anew under the version that is published then.
  const id = await rm.createCampaign({
    Constraints: { DisableJitter: true, CallWindows: [], TimeZone: 'UTC' },
  });
  const withRules = async (count: number, constraints: Constraints): Promise<string[]> => {
    const some = numbers(count);
    await rm.importJobs(id, some, { Overrides: { Constraints: constraints } });
    return some;
  };
  await rm.importJobs(id, numbers(8));
  await withRules(4, later);
  await withRules(3, { NotBefore: timeIn(72 * hour) });
  await withRules(2, { NotAfter: timeIn(1_000) });
  const limited = await withRules(2, { MaxAttemptsPerNumber: { Count: 1, Per: '3d' } });
  const optedOut = await withRules(1, {});
  const OrgID = (await jobsOf(id))[0]?.OrgID ?? '';
  const know = (PhoneNumber: string, known: object) =>
    rm.store.numbers.updateOne(
      { _id: numberId(OrgID, PhoneNumber) },
      { $set: { OrgID, PhoneNumber, ...known } },
      { upsert: true },
    );
  for (const number of limited) await know(number, { Dials: [{ CallID: 'call:x:1', At: new Date() }] });
  for (const number of optedOut) await know(number, { OptOut: { At: new Date(), Source: 'api' } });
  await publish(id, { Constraints: { RuleSets: [], DisableJitter: true } });

  const preflight = async (): Promise<Preflight> =>
    (await rm.request<Preflight>('GET', `/campaigns/${id}/preflight`)).body;
  const said = await eventually(async () => {
    const answer = await preflight();
    // The second until the expiry has passed.
    expect(answer.Reasons.map(({ Reason }) => Reason)).toContain('expired');
    return answer;
  });
  expect(said).toMatchObject({ Jobs: 20, Examined: 20, Now: 8, Within24Hours: 4, Later: 5, Never: 3 });
  await rm.obey(id, 'start');
  const done = await eventually(async () => {
    const jobs = await jobsOf(id);
    expect(jobs.filter(({ State }) => State === 'completed')).toHaveLength(said.Now);
    expect(jobs.filter(({ State }) => State === 'created' || State === 'calling')).toHaveLength(
      said.Within24Hours + said.Later,
    );
    return jobs;
  });
  expect(done.filter(({ FailureReason }) => FailureReason === 'expired')).toHaveLength(2);
  expect(done.filter(({ CancelReason }) => CancelReason === 'opted_out')).toHaveLength(1);
  const waiting = done.filter(({ State }) => State === 'created');
  for (const { Reason, Jobs, Until } of said.Reasons.filter((one) => one.Until !== undefined)) {
    const deferred = waiting.filter(({ DeferredBy }) => DeferredBy === Reason);
    expect([Reason, deferred.length]).toEqual([Reason, Jobs]);
    const first = Math.min(...deferred.map(({ DueAt }) => DueAt.getTime()));
    expect(new Date(first).toISOString()).toBe(String(Until));
  }
  // And nothing has moved since.
  expect(await preflight()).toMatchObject({ Jobs: 9, Now: 0, Within24Hours: 4, Later: 5, Never: 0 });
});
