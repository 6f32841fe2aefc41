/**
 * The whole engine with a carrier whose clock is not ours: one attempt is one call, and what is on record is by our
 * clock.
 */
import { MockActivityEnvironment } from '@temporalio/testing';
import { createTwilioProvider } from '../../activities/providers/twilio/provider';
import { settleCall } from '../../activities/calls/settle-call';
import { callId, type CallRef } from '../../domain/jobs/job';
import { type CallProgress } from '../../domain/calls/call';
import { type CallDocument } from '../../store/mongodb/documents';
import { accountSid, authToken, rfc2822, TwilioServer } from '../providers/twilio/server';
import { publicUrl, streamUrl } from '../providers/twilio/world';
import { numberEnding } from '../support/campaign-data';
import { eventually } from '../support/eventually';
import { impatient } from '../support/provider-circuit';
import { type Ringmaster, startRingmaster } from '../support/ringmaster';

const HOUR_MS = 3_600_000;
const skews = [-28, -10, -3, -2, -1, 0, 1, 2, 3, 10, 28].map((s) => s * 1_000);
const beyond = [-12 * HOUR_MS, -60_000, -31_000, 31_000, 60_000, 12 * HOUR_MS];

let rm: Ringmaster;
beforeAll(async () => {
  rm = await startRingmaster({ workers: 0, circuit: impatient });
});
afterAll(() => rm?.stop());
afterEach(() =>
  rm.simulator.set({ ClockOffsetMs: 0, CallMs: 0, RingMs: 0, Script: {}, PlacementDelayMs: 0 }),
);

const RUN = 'a-run-of-the-call';
const asRun = (): MockActivityEnvironment =>
  new MockActivityEnvironment({
    workflowExecution: { workflowId: 'call', runId: RUN },
    scheduledTimestampMs: Date.now(),
  });

let numbers = 0;
async function claimed(slot: Parameters<Ringmaster['claimedJob']>[1] = {}) {
  const id = await rm.createCampaign();
  numbers += 1;
  const to = numberEnding('11', numbers);
  await rm.importJobs(id, [to]);
  const job = await rm.store.jobs.findOne({ CampaignID: id });
  const ref: CallRef = { CampaignID: id, JobID: job!._id, Attempt: 1 };
  await rm.store.campaigns.updateOne({ _id: id }, { $set: { State: 'started', Epoch: 1 } });
  await rm.claimedJob(ref, slot);
  const record = () => rm.store.calls.findOne({ _id: callId(ref) });
  /** The permission of the first placement is over. */
  const later = () =>
    rm.store.jobs.updateOne({ _id: ref.JobID }, { $set: { 'Slot.DialUntil': new Date(Date.now() - 1) } });
  return { id, ref, to, orgId: job!.OrgID, record, later };
}

/** A call as it is on record from its dial on. */
async function recorded({
  orgId,
  ref,
  ...more
}: Pick<CallDocument, 'DialledAt' | 'ProviderCallID'> & { orgId: string; ref: CallRef }): Promise<void> {
  const call = { Version: 1, CallerID: '+12025550100', OrgID: orgId, ...ref, ...more };
  await rm.store.calls.insertOne({ _id: callId(ref), ...call });
}

describe('an attempt at Twilio whose placement was not answered', () => {
  let twilio: TwilioServer;
  let passedMs: number;
  let placeCall: (ref: CallRef) => Promise<unknown>;
  beforeEach(async () => {
    passedMs = 0;
    twilio = new TwilioServer();
    twilio.now = () => Date.now() + passedMs;
    const apiBase = await twilio.start();
    const activities = rm.placingActivities(() =>
      createTwilioProvider({
        accountSid,
        authToken,
        streamUrl,
        publicUrl,
        apiBase,
        logger: { warn: () => undefined },
        now: () => Date.now() + passedMs,
      }),
    );
    placeCall = (ref) => asRun().run(activities.placeCall, ref);
  });
  afterEach(() => twilio.stop());

  it.each(skews)('is one call, whenever it is asked about (%i ms off)', async (offsetMs) => {
    twilio.clockOffsetMs = offsetMs;
    twilio.next({ kind: 'carry_out' });
    twilio.next({ kind: 'cut' });
    const { ref, record, later } = await claimed();
    await expect(placeCall(ref)).rejects.toThrow('did not answer');
    await later();
    passedMs = 65_000;
    expect(await placeCall(ref)).toMatchObject({ Kind: 'placed' });
    expect(twilio.calls.size).toBe(1);
    expect((await record())?.ProviderCallID).toBe([...twilio.calls.keys()][0]);
  });

  it.each(beyond)('is not dialled again when the clock is set %i ms off meanwhile', async (offsetMs) => {
    twilio.next({ kind: 'carry_out' });
    twilio.next({ kind: 'cut' });
    const { ref, later } = await claimed();
    await expect(placeCall(ref)).rejects.toThrow('did not answer');
    await later();
    twilio.clockOffsetMs = offsetMs;
    passedMs = 65_000;
    await expect(placeCall(ref)).rejects.toThrow('cannot say');
    expect(twilio.calls.size).toBe(1);
  });

  it('is dialled again when Twilio has no call of it, though it lists an earlier one of ours', async () => {
    twilio.next({ kind: 'carry_out' });
    // Taken by something in between, which then says nothing.
    twilio.next({ kind: 'hang' });
    const { id, ref, to, orgId, later } = await claimed();
    await expect(placeCall(ref)).rejects.toThrow('did not answer');
    await later();
    // A minute and more ago, and another call shortly before.
    const agoMs = (ms: number) => new Date(Date.now() - ms);
    await rm.store.calls.updateOne({ _id: callId(ref) }, { $set: { DialledAt: agoMs(65_000) } });
    const before = rfc2822(agoMs(80_000).getTime());
    const earlier = twilio.addCall({ to, from: '+12025550100', date_created: before });
    await expect(placeCall(ref)).rejects.toThrow('cannot say');
    // It is on record as the call of another job of the same contact.
    const other = await rm.createCampaign();
    await rm.importJobs(other, [to]);
    const otherJob = await rm.store.jobs.findOne({ CampaignID: other });
    await recorded({
      orgId,
      ref: { CampaignID: id, JobID: otherJob!._id, Attempt: 1 },
      DialledAt: agoMs(80_000),
      ProviderCallID: earlier.sid,
    });
    expect(await placeCall(ref)).toMatchObject({ Kind: 'placed' });
    expect(twilio.calls.size).toBe(2);
  });
});

describe('an attempt at a provider of our protocol whose placement was not answered', () => {
  it.each(skews)('is one call (%i ms off)', async (ClockOffsetMs) => {
    const { id, ref, to, later } = await claimed();
    await rm.simulator.set({ ClockOffsetMs, CallMs: 60_000, RingMs: 60_000, Script: { [to]: 'cut_off' } });
    const { placeCall } = rm.placingActivities((provider) => provider);
    await expect(asRun().run(placeCall, ref)).rejects.toThrow('did not answer');
    await later();
    expect(await asRun().run(placeCall, ref)).toMatchObject({ Kind: 'placed' });
    expect(await rm.simulator.stats(id)).toMatchObject({ Placements: 1, SecondPlacements: 0 });
  });
});

describe('what is on record of a call', () => {
  const far = Date.parse('9998-01-01T00:00:00Z');
  it.each<[string, (nowMs: number) => CallProgress]>([
    ['hours ahead', (nowMs) => ended(nowMs + 5 * HOUR_MS, nowMs + 5 * HOUR_MS - 9_000)],
    ['hours behind', (nowMs) => ended(nowMs - 5 * HOUR_MS, nowMs - 5 * HOUR_MS - 9_000)],
    ['eight thousand years ahead', () => ended(far, far - 9_000)],
    ['at the beginning of time', () => ended(0, 0)],
    ['answered after its end', (nowMs) => ended(nowMs - 5_000, nowMs)],
  ])('lies between its dial and now, and its end is not lost (%s)', async (_, progressAt) => {
    const { ref, orgId, record } = await claimed({ Stage: 'placed', DialledBy: RUN });
    const DialledAt = new Date(Date.now() - 20_000);
    await recorded({ orgId, ref, DialledAt });
    await settleCall(rm.activityDeps(), { ...ref, Progress: progressAt(Date.now()) });
    const { EndedAt, AnsweredAt, ConversationSeconds, Outcome } = (await record())!;
    expect({ ConversationSeconds, Outcome }).toEqual({ ConversationSeconds: 9, Outcome: 'completed' });
    expect(EndedAt!.getTime()).toBeGreaterThanOrEqual(DialledAt.getTime());
    expect(EndedAt!.getTime()).toBeLessThanOrEqual(Date.now());
    expect(AnsweredAt!.getTime()).toBeGreaterThanOrEqual(DialledAt.getTime());
    expect(AnsweredAt!.getTime()).toBeLessThanOrEqual(EndedAt!.getTime());
  });

  const ended = (atMs: number, answeredAtMs: number): CallProgress => ({
    answeredAtMs,
    answeredBy: 'human',
    end: { atMs, reason: 'completed', conversationSeconds: 9 },
  });
});

describe('a campaign', () => {
  let stop: () => Promise<void>;
  beforeAll(async () => {
    stop = await rm.startWorkers();
  });
  afterAll(() => stop?.());

  it('runs at a provider that is 25 s ahead, and its calls ended when they did', async () => {
    await rm.simulator.set({ ClockOffsetMs: 25_000, CallMs: 200 });
    const startedAt = new Date();
    const id = await rm.createCampaign();
    await rm.importJobs(id, [numberEnding('00', 1), numberEnding('00', 2)]);
    await rm.obey(id, 'start');
    expect(await rm.settled(id)).toMatchObject({ completed: 2 });
    for (const { DialledAt, EndedAt } of await rm.store.calls.find({ CampaignID: id }).toArray()) {
      expect(DialledAt.getTime()).toBeGreaterThanOrEqual(startedAt.getTime());
      expect(EndedAt!.getTime()).toBeGreaterThanOrEqual(DialledAt.getTime());
      expect(EndedAt!.getTime()).toBeLessThanOrEqual(Date.now());
    }
  });

  it('stands still at a provider that is an hour off, says why, and no job pays for it', async () => {
    await rm.simulator.set({ ClockOffsetMs: HOUR_MS });
    const id = await rm.createCampaign({ MaxActiveCalls: 2 });
    await rm.importJobs(
      id,
      Array.from({ length: 10 }, (_, i) => numberEnding('13', i)),
    );
    await rm.obey(id, 'start');
    await eventually(async () => {
      expect((await rm.get(id)).Campaign).toMatchObject({
        GlobalPause: true,
        GlobalPauseReason: expect.stringMatching(/clock is \d+ s .* ahead of ours/) as string,
      });
    });
    // In one look, since probes go on: what is not with one waits, and has paid nothing.
    const paid = { CampaignID: id, State: { $ne: 'calling' as const }, Attempts: { $gt: 0 } };
    await eventually(async () => expect((await rm.counts(id)).created).toBe(10));
    expect(await rm.store.jobs.countDocuments(paid)).toBe(0);
    expect(await rm.simulator.stats(id)).toMatchObject({ Placements: 0, Expired: 0 });
  });
});
