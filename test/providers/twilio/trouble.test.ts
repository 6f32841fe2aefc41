/** What Twilio refuses, and to whom: to everybody, or to one campaign. */
import { eventually } from '../../support/eventually';
import { circuitsOf, impatient } from '../../support/provider-circuit';
import { outlasting } from '../../support/provider-outage';
import { completed, now, said, startTwilioSystem, type TwilioSystem } from './system';

let system: TwilioSystem;
let circuits: ReturnType<typeof circuitsOf>;
beforeAll(async () => {
  system = await startTwilioSystem({ circuit: impatient, limits: outlasting });
  circuits = circuitsOf(system.rm);
});
afterAll(() => system?.stop());

interface CampaignAnswer {
  Campaign: { State: string; Version: number; GlobalPause?: boolean; GlobalPauseReason?: string };
}
const campaignOf = async (id: string) => (await system.get<CampaignAnswer>(`/campaigns/${id}`)).Campaign;
interface JobsAnswer {
  Jobs: { State: string; Attempts: number; WaitingFor?: string; WaitingUntil?: string }[];
}
const jobsOf = async (id: string) => (await system.get<JobsAnswer>(`/campaigns/${id}/jobs`)).Jobs;

/** The call to this number is answered, and goes well. */
async function goesWell(to: string): Promise<void> {
  const { call, form } = await system.dialled(to);
  const address = form['StatusCallback']![0]!;
  await system.report(address, call.sid, { ...now(), CallStatus: 'in-progress' });
  await system.agentSays(said(address, 'CallID')!, 'completed');
  await system.report(address, call.sid, completed());
}

it('a caller ID that Twilio does not know stops the jobs of its campaign, until another version, and no other campaign', async () => {
  const bad = '+12025550199';
  system.twilio.unverified.add(bad);
  // More than a provider may fail before it is left alone.
  const numbers = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `+1202555016${n}`);
  const id = await system.campaignTo(numbers, { CallerID: bad });
  const waits = { State: 'created', Attempts: 0, WaitingFor: 'caller_id' };
  await eventually(async () => expect(await jobsOf(id)).toMatchObject(numbers.map(() => waits)));
  for (const { WaitingUntil } of await jobsOf(id)) expect(WaitingUntil).toBeUndefined();
  expect(await system.rm.store.calls.countDocuments({ CampaignID: id })).toBe(0);
  const preflight = await system.get<{ Never: number; Reasons: object[] }>(`/campaigns/${id}/preflight`);
  expect(preflight).toMatchObject({ Never: 8, Reasons: [{ Reason: 'caller_id', Jobs: 8 }] });

  // The provider is at work: another campaign calls as ever.
  const other = '+12025550171';
  const { campaignId, job } = await system.callOnce(other);
  await goesWell(other);
  expect(await job()).toMatchObject({ State: 'completed' });
  for (const campaign of [id, campaignId])
    expect(await campaignOf(campaign)).not.toHaveProperty('GlobalPause');
  expect(await circuits.stored('twilio')).toBeNull();

  // Somebody corrects it at Twilio, and publishes the campaign as it was.
  system.twilio.unverified.delete(bad);
  const { Version, Data } = (await system.rm.get(id)).Campaign;
  const { status } = await system.rm.request(
    'PUT',
    `/campaigns/${id}`,
    { Data },
    { 'if-match': `"${Version}"` },
  );
  expect(status).toBe(200);
  await Promise.all(numbers.map(goesWell));
  expect(await system.rm.settled(id)).toMatchObject({ completed: 8, failed: 0 });
});

it.each([
  [503, 20503],
  [429, 20429],
])(
  'while Twilio answers %i to everything its campaigns stand still, and go on by themselves',
  async (status, code) => {
    const numbers = [0, 1, 2, 3, 4, 5].map((n) => `+1202555${status === 503 ? '018' : '019'}${n}`);
    system.twilio.outage = { status, code };
    const id = await system.campaignTo(numbers);
    await eventually(async () =>
      expect(await campaignOf(id)).toMatchObject({ State: 'started', GlobalPause: true }),
    );
    expect((await campaignOf(id)).GlobalPauseReason).toContain(`Twilio answered ${status}, code ${code}`);
    await eventually(async () =>
      expect(await jobsOf(id)).toMatchObject(
        numbers.map(() => ({ State: 'created', Attempts: 0, WaitingFor: 'global_pause' })),
      ),
    );
    system.twilio.outage = undefined;
    await circuits.untilStored({ GlobalPause: false }, 'twilio');
    await Promise.all(numbers.map(goesWell));
    expect(await system.rm.settled(id)).toMatchObject({ completed: numbers.length, failed: 0 });
    expect(await campaignOf(id)).not.toHaveProperty('GlobalPause');
  },
  120_000,
);
