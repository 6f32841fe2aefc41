/** Calls that are answered, and of whose end nobody hears: their provider was started anew, or the event is lost. */
import { type WorkflowHandle } from '@temporalio/client';
import { startSimulator, type Simulator } from '../../simulator/server';
import { callId } from '../../domain/jobs/job';
import { hangUpSignal } from '../../workflows/contract';
import { type Door, startDoor } from '../support/door';
import { eventually } from '../support/eventually';
import { numberEnding } from '../support/campaign-data';
import { circuitsOf, HTTP, impatient } from '../support/provider-circuit';
import { PROVIDER_SECRET, type Ringmaster, startRingmaster } from '../support/ringmaster';

/** So long that no test comes to it: an hour. */
const callSeconds = 3_600;
const LOOK_EVERY_MS = 400;

let rm: Ringmaster;
let door: Door;
let simulators: Simulator[] = [];
beforeEach(async () => {
  simulators = [];
  rm = await startRingmaster({
    ringMs: 10,
    callMs: callSeconds * 1_000,
    // Looks begin when it could no longer ring.
    limits: { ringSeconds: 1, callSeconds, lookEveryMs: LOOK_EVERY_MS },
    circuit: impatient,
    through: async (url) => (door = await startDoor(url)).url,
  });
});
afterEach(async () => {
  await rm?.stop();
  await door?.shut();
  await Promise.all(simulators.map((simulator) => simulator.stop()));
});

/** As after a crash and a start: the provider knows none of its calls any more. */
async function startProviderAnew(): Promise<void> {
  const simulator = await startSimulator({ secret: PROVIDER_SECRET, callMs: 10, ringMs: 10 });
  simulators.push(simulator);
  await door.shut();
  door.leadTo(simulator.url);
  await door.open();
}

const answered = (id: string, many: number) =>
  eventually(async () => expect((await rm.simulator.stats(id)).ActiveCalls).toBe(many));

const jobsOf = (id: string) => rm.store.jobs.find({ CampaignID: id }).sort({ _id: 1 }).toArray();

type Event = NonNullable<Awaited<ReturnType<WorkflowHandle['fetchHistory']>>['events']>[number];
/** Of the activity that begins with the event. */
const nameOf = ({ activityTaskScheduledEventAttributes: scheduled }: Event) => scheduled?.activityType?.name;

/** How often the call has been looked up. */
async function looksAt(workflowId: string): Promise<{ looks: number; events: number }> {
  const { events } = await rm.client.workflow.getHandle(workflowId).fetchHistory();
  const types = (events ?? []).map(nameOf);
  return { looks: types.filter((name) => name === 'lookUpCall').length, events: types.length };
}

it('a campaign whose provider has forgotten its calls is not full of them: their slots are free in minutes', async () => {
  const id = await rm.createCampaign({ MaxActiveCalls: 2 });
  await rm.importJobs(
    id,
    [1, 2, 3, 4].map((n) => numberEnding('11', n)),
  );
  await rm.obey(id, 'start');
  await answered(id, 2);
  await startProviderAnew();
  // Nobody knows what became of the two, so nobody calls them again; the others are called.
  expect(await rm.settled(id)).toMatchObject({ completed: 2, failed: 2 });
  const lost = (await jobsOf(id)).filter(({ State }) => State === 'failed');
  expect(lost.map(({ Outcome, Attempts }) => [Outcome, Attempts])).toEqual([
    ['unknown', 1],
    ['unknown', 1],
  ]);
});

it('an end whose event was lost is found long before the talk limit', async () => {
  await rm.simulator.set({ CallMs: 700, ConversationSeconds: 42 });
  const id = await rm.createCampaign();
  await rm.importJobs(id, [numberEnding('89')]);
  await rm.obey(id, 'start');
  expect((await rm.settled(id)).completed).toBe(1);
  expect(await rm.store.calls.findOne({ CampaignID: id })).toMatchObject({ ConversationSeconds: 42 });
});

it('a call of a contact to us that its provider has forgotten keeps neither their job nor their line', async () => {
  const To = '+12025561001';
  const From = numberEnding('12');
  const id = await rm.createCampaign({
    CallerID: To,
    InboundMode: 'lookup',
    Constraints: { NotBefore: '2100-01-01T00:00:00Z' },
  });
  await rm.importJobs(id, [From]);
  await rm.obey(id, 'start');
  const callIn = async () => {
    const body = JSON.stringify({ From, To, URL: `${rm.url}/providers/http/inbound`, Seconds: 3_600 });
    const answer = await fetch(`${rm.simulator.url}/inbound-calls`, { method: 'POST', body });
    return (await answer.json()) as { Action: string };
  };
  expect(await callIn()).toMatchObject({ Action: 'accept' });
  expect(await callIn()).toMatchObject({ Action: 'busy' });
  await startProviderAnew();
  // The job it was attached to waits as before, or has failed as unknown: what counts is that nobody is held up.
  await eventually(async () => expect((await jobsOf(id))[0]?.Slot).toBeUndefined());
  await eventually(async () =>
    expect((await rm.store.numbers.findOne({ PhoneNumber: From }))?.InboundCalls ?? []).toEqual([]),
  );
});

it('a call that goes on is cut off by no provider that cannot be asked, which is not blamed for it', async () => {
  const id = await rm.createCampaign();
  await rm.importJobs(id, [numberEnding('11')]);
  await rm.obey(id, 'start');
  await answered(id, 1);
  const [job] = await jobsOf(id);
  const workflowId = callId({ JobID: job?._id ?? '', Attempt: 1 });
  await door.shut();
  // More than an impatient circuit forgives.
  await eventually(async () =>
    expect((await looksAt(workflowId)).looks).toBeGreaterThan(impatient.minFailures + 3),
  );
  await door.open();
  expect(await circuitsOf(rm).stored(HTTP)).toBeNull();
  expect((await jobsOf(id))[0]).toMatchObject({ State: 'calling', Attempts: 1 });
  expect((await rm.simulator.stats(id)).ActiveCalls).toBe(1);
  expect((await rm.simulator.stats(id)).HangUps).toBe(0);

  // Each look costs the same few events: four hours of them are some five hundred.
  const first = await looksAt(workflowId);
  const later = await eventually(async () => {
    const now = await looksAt(workflowId);
    expect(now.looks).toBeGreaterThan(first.looks + 5);
    return now;
  });
  expect((later.events - first.events) / (later.looks - first.looks)).toBeLessThan(13);
});

it('whoever hangs a call up does not wait for a look that the provider does not answer', async () => {
  const id = await rm.createCampaign();
  await rm.importJobs(id, [numberEnding('11')]);
  await rm.obey(id, 'start');
  await answered(id, 1);
  const [job] = await jobsOf(id);
  const call = rm.client.workflow.getHandle(callId({ JobID: job?._id ?? '', Attempt: 1 }));
  // The simulator counts the call while it still rings, and sends no events while it hangs.
  await eventually(async () =>
    expect(await rm.store.calls.findOne({ _id: call.workflowId })).toHaveProperty('AnsweredAt'),
  );
  await rm.simulator.set({ Hang: true });
  const { looks } = await looksAt(call.workflowId);
  await eventually(async () => expect((await looksAt(call.workflowId)).looks).toBeGreaterThan(looks), {
    everyMs: 20,
  });
  await call.signal(hangUpSignal, 'canceled');
  const asked = await eventually(async () => {
    const { events = [] } = await call.fetchHistory();
    const at = events?.findIndex((event) => nameOf(event) === 'hangUpCall') ?? -1;
    expect(at).toBeGreaterThan(0);
    return { events: events ?? [], at };
  });
  const lastAsked = asked.events.findLastIndex(
    (event, at) => at < asked.at && nameOf(event) === 'lookUpCall',
  );
  const ends = asked.events
    .slice(0, asked.at)
    .map(({ activityTaskCompletedEventAttributes: completed }) => Number(completed?.scheduledEventId));
  expect(ends).not.toContain(lastAsked + 1);
  await rm.simulator.set({ Hang: false });
  await call.result();
});
