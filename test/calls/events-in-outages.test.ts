/** What a provider tells us while MongoDB or Temporal is away. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import fc from 'fast-check';
import { sign, signatureHeader } from '../../activities/providers/http/signature';
import { findOptOut } from '../../store/numbers/opt-outs';
import { loadTranscript } from '../../store/calls/calls';
import { type CallEvent } from '../../domain/calls/call';
import { type CampaignData } from '../../domain/campaigns/campaign-data';
import { startTcpProxy, type TcpProxy } from '../stack/tcp-proxy';
import { numberEnding } from '../support/campaign-data';
import { type Door, startDoor } from '../support/door';
import { eventually } from '../support/eventually';
import { PROVIDER_SECRET, type Ringmaster, startRingmaster } from '../support/ringmaster';
import { signalsOf } from '../support/signals';

let mongo: Door;
let temporal: TcpProxy;
let rm: Ringmaster;

beforeAll(async () => {
  const { TEST_MONGODB_URI = '', TEST_TEMPORAL_ADDRESS = '' } = process.env;
  mongo = await startDoor(TEST_MONGODB_URI);
  temporal = await startTcpProxy(TEST_TEMPORAL_ADDRESS);
  // Direct: the members of a replica set tell each other's addresses, and ours would be passed by.
  process.env.TEST_MONGODB_URI = `mongodb://${new URL(mongo.url).host}/?directConnection=true`;
  process.env.TEST_TEMPORAL_ADDRESS = temporal.address;
  // A call that nobody hears the end of would last for longer than any test.
  rm = await startRingmaster({ workers: 0, limits: { callSeconds: 3_600, ringSeconds: 3_600 } }).finally(() =>
    Object.assign(process.env, { TEST_MONGODB_URI, TEST_TEMPORAL_ADDRESS }),
  );
});
afterAll(async () => {
  mongo?.thaw();
  await mongo?.open();
  temporal?.open();
  await rm?.stop();
  await mongo?.shut();
  await temporal?.stop();
});

const path = '/providers/http/events';
async function tell(callId: string, event: Record<string, unknown>): Promise<number> {
  const about = { EventID: randomUUID(), CallID: callId, At: new Date().toISOString() };
  const body = JSON.stringify({ ...about, ...event });
  const signature = sign(PROVIDER_SECRET, Date.now(), 'POST', path, body);
  return (await rm.request('POST', path, body, { [signatureHeader]: signature })).status;
}
const ended = (EndReason: string) => ({ Type: 'ended', EndReason, ConversationSeconds: 3 });
const optedOut = { Type: 'conversation', Result: 'opted_out' };
const hungUp = { Type: 'conversation', Result: 'hung_up' };

const jobOf = (campaignId: string) => rm.store.jobs.findOne({ CampaignID: campaignId });
async function isListed(number: string): Promise<boolean> {
  const known = await rm.store.numbers.findOne({ PhoneNumber: number });
  return known !== null && (await findOptOut(rm.store, known.OrgID, number)) !== null;
}

/** A number that is on a call which does not end by itself. */
async function onCall(number: string, data: Partial<CampaignData> = {}) {
  const campaignId = await rm.createCampaign({
    ...data,
    Constraints: { DisableJitter: true, MaxAttempts: 1 },
  });
  await rm.importJobs(campaignId, [number]);
  await rm.obey(campaignId, 'start');
  const callId = await eventually(async () => {
    const job = await jobOf(campaignId);
    expect(job?.Slot?.Stage).toBe('placed');
    return job?.Slot?.CallID ?? '';
  });
  return { campaignId, callId };
}
/** A number whose call has ended, with its workflow, and a job of another campaign that waits to call it. */
async function afterCall(number: string, data: Partial<CampaignData> = {}) {
  const call = await onCall(number, data);
  expect(await tell(call.callId, ended('completed'))).toBe(204);
  await rm.settled(call.campaignId);
  await rm.client.workflow.getHandle(call.callId).result();
  const waiting = await rm.createCampaign();
  await rm.importJobs(waiting, [number]);
  return { ...call, waiting };
}
const expectHonoured = (number: string, waiting: string) =>
  eventually(async () => {
    expect(await isListed(number)).toBe(true);
    expect(await jobOf(waiting)).toMatchObject({ State: 'canceled', CancelReason: 'opted_out' });
  });

describe('while MongoDB is away', () => {
  let stopWorker: () => Promise<void>;
  beforeAll(async () => {
    const worker = await rm.startWorkerProcess();
    stopWorker = async () => {
      const gone = once(worker, 'exit');
      worker.kill('SIGKILL');
      await gone;
    };
  });
  afterEach(async () => {
    mongo.thaw();
    await mongo.open();
  });
  afterAll(() => stopWorker());

  it.each([
    ['shut', () => mongo.shut()],
    ['connected and silent', () => Promise.resolve(mongo.freeze())],
  ])(
    '(%s) the end of a call is heard, and its slot and line are free once MongoDB is back',
    async (_, goes) => {
      const number = numberEnding('97', _.length);
      const { campaignId, callId } = await onCall(number);
      await rm.store.calls.updateOne({ _id: callId }, { $unset: { ProviderCallID: '' } });
      await goes();
      const began = performance.now();
      expect(await tell(callId, { ...ended('completed'), ProviderCallID: 'told-in-the-outage' })).toBe(204);
      // After that a provider has given up on the answer.
      expect(performance.now() - began).toBeLessThan(5_000);
      mongo.thaw();
      await mongo.open();
      await eventually(async () => {
        const job = await jobOf(campaignId);
        expect(job).toMatchObject({ State: 'completed', Outcome: 'completed' });
        expect(job).not.toHaveProperty('Slot');
        expect(await rm.store.numbers.findOne({ PhoneNumber: number })).not.toHaveProperty('OnCall');
        expect(await rm.store.calls.findOne({ _id: callId })).toMatchObject({
          EndReason: 'completed',
          ProviderCallID: 'told-in-the-outage',
        });
      });
    },
  );

  it('the workflow of a call hears its end before anything of it is stored, whatever becomes of us meanwhile', async () => {
    const { campaignId, callId } = await onCall(numberEnding('97', 53));
    const told = { ...ended('completed'), ProviderCallID: 'stored-after' };
    mongo.freeze();
    expect(await tell(callId, told)).toBe(204);
    const answeredMs = Date.now();
    const signals = await signalsOf(rm.client.workflow.getHandle(callId));
    // Its answer may have come just before, and is told later: when it could not be stored.
    const heardMs = signals.find(({ told: event }) => (event as CallEvent).kind === 'ended')?.atMs ?? NaN;
    // MongoDB is waited for before the answer, for a second and a half: after the signal, which takes milliseconds.
    expect(answeredMs - heardMs).toBeGreaterThan(1_000);
    mongo.thaw();
    await rm.settled(campaignId);
  });

  it('the workflow of a call is told of an answer that cannot be stored, and knows it at the end', async () => {
    const { campaignId, callId } = await onCall(numberEnding('97', 54));
    await rm.store.calls.updateOne({ _id: callId }, { $unset: { AnsweredAt: '', AnsweredBy: '' } });
    await mongo.shut();
    const began = performance.now();
    expect(await tell(callId, { Type: 'answered', AnsweredBy: 'human', ProviderCallID: 'told' })).toBe(204);
    // After that a provider has given up on the answer.
    expect(performance.now() - began).toBeLessThan(5_000);
    await mongo.open();
    expect(await tell(callId, ended('completed'))).toBe(204);
    await rm.settled(campaignId);
    await eventually(async () =>
      expect(await rm.store.calls.findOne({ _id: callId })).toMatchObject({
        ...{ AnsweredBy: 'human', ProviderCallID: 'told', EndReason: 'completed' },
      }),
    );
  });

  it('a transcript is refused, so that it comes again, and its call is over all the same', async () => {
    const { campaignId, callId } = await onCall(numberEnding('97', 50));
    const told = { ...ended('completed'), Transcript: [{ Role: 'contact', Text: 'hello' }] };
    await mongo.shut();
    expect(await tell(callId, told)).toBe(503);
    await mongo.open();
    await rm.settled(campaignId);
    expect(await jobOf(campaignId)).toMatchObject({ State: 'completed' });
    expect(await tell(callId, told)).toBe(204);
    expect(await loadTranscript(rm.store, callId)).toMatchObject({ Turns: told.Transcript });
  });

  it('an opt-out in a call that goes on holds once it is back', async () => {
    const number = numberEnding('97', 51);
    const { campaignId, callId } = await onCall(number);
    const waiting = await rm.createCampaign();
    await rm.importJobs(waiting, [number]);
    await mongo.shut();
    expect(await tell(callId, optedOut)).toBe(204);
    expect(await tell(callId, ended('completed'))).toBe(204);
    await mongo.open();
    await expectHonoured(number, waiting);
    await rm.settled(campaignId);
    expect(await jobOf(campaignId)).toMatchObject({ State: 'failed', FailureReason: 'opted_out' });
  });

  it('that the contact left early, told as the call was being settled, is an opt-out where the campaign says so', async () => {
    const number = numberEnding('97', 52);
    const { campaignId, callId } = await onCall(number, { HangUpIsOptOut: true });
    const waiting = await rm.createCampaign();
    await rm.importJobs(waiting, [number]);
    await mongo.shut();
    expect(await tell(callId, ended('completed'))).toBe(204);
    // The word comes while the settling of the call, which knows nothing of it, is tried again and again.
    await eventually(async () => {
      const { events = [] } = await rm.client.workflow.getHandle(callId).fetchHistory();
      const at = (events ?? []).findLastIndex((event) => event.workflowExecutionSignaledEventAttributes);
      const begun = (events ?? []).slice(at).some((event) => event.workflowTaskStartedEventAttributes);
      expect(begun).toBe(true);
    });
    expect(await tell(callId, hungUp)).toBe(204);
    await mongo.open();
    await rm.settled(campaignId);
    await expectHonoured(number, waiting);
  });

  it.each([
    ['opted out', optedOut, {}],
    ['left early', hungUp, { HangUpIsOptOut: true }],
  ])(
    'that the contact %s, told after the call, holds once it is back, whoever dies meanwhile',
    async (_, word, data) => {
      const number = numberEnding('97', 60 + _.length);
      const { callId, waiting } = await afterCall(number, data);
      await mongo.shut();
      expect(await tell(callId, word)).toBe(204);
      await stopWorker();
      await mongo.open();
      const worker = await rm.startWorkerProcess();
      stopWorker = async () => {
        const gone = once(worker, 'exit');
        worker.kill('SIGKILL');
        await gone;
      };
      await expectHonoured(number, waiting);
      await rm.store.numbers.deleteMany({ PhoneNumber: number });
    },
  );

  it('and Temporal with it, an event is refused in time, so that it comes again', async () => {
    const { callId, waiting } = await afterCall(numberEnding('97', 90));
    await mongo.shut();
    temporal.close();
    const began = performance.now();
    const refused = await tell(callId, optedOut);
    const ms = performance.now() - began;
    temporal.open();
    await mongo.open();
    expect(refused).toBe(503);
    expect(ms).toBeLessThan(6_000);
    await eventually(async () => expect(await tell(callId, optedOut)).toBe(204));
    await expectHonoured(numberEnding('97', 90), waiting);
  });
});

describe('whatever goes and comes back, in whatever order', () => {
  let stopWorkers: () => Promise<void>;
  beforeAll(async () => {
    stopWorkers = await rm.startWorkers();
  });
  afterAll(() => stopWorkers());

  const steps = {
    'MongoDB goes': () => mongo.shut(),
    'MongoDB comes back': () => mongo.open(),
    'Temporal goes': async () => temporal.close(),
    'Temporal comes back': async () => temporal.open(),
  };
  type Step = keyof typeof steps;

  it('every opt-out that was taken is on the list in the end', async () => {
    const step = fc.oneof(
      fc.constantFrom(...(Object.keys(steps) as Step[])),
      fc.constantFrom(optedOut, ended('opted_out')),
    );
    // Its jobs never dial. As far as anybody knows, the calls of which the words tell have ended long ago.
    const campaignId = await rm.createCampaign();
    let numbers = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 6 }), async (story) => {
        const told: { number: string; status: Promise<number> }[] = [];
        const contacts = story.map(() => `+4420794${String(60_000 + (numbers += 1))}`);
        await rm.importJobs(campaignId, contacts);
        const jobs = await rm.store.jobs.find({ ContactPhoneNumber: { $in: contacts } }).toArray();
        for (const [i, one] of story.entries()) {
          const job = jobs.find(({ ContactPhoneNumber }) => ContactPhoneNumber === contacts[i]);
          if (typeof one === 'string') await steps[one]();
          else told.push({ number: contacts[i] ?? '', status: tell(`call:${job?._id}:1`, one) });
        }
        // Some of what was told meets another outage than the one it was told in.
        const statuses = await Promise.all(told.map(({ status }) => status));
        await mongo.open();
        temporal.open();
        const taken = told.filter((_, i) => statuses[i] === 204);
        await eventually(async () => {
          for (const { number } of taken) expect([number, await isListed(number)]).toEqual([number, true]);
        });
      }),
      // A story takes seconds: it is told as it is, not made shorter first.
      { numRuns: 8, endOnFailure: true },
    );
  });
});
