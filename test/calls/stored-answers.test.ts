/** Answers that wake no workflow: they stand in the call's record until something depends on them. */
import fc from 'fast-check';
import { answeredBy, type CallEvent, foldCallEvent } from '../../domain/calls/call';
import { callId } from '../../domain/jobs/job';
import { findCallAnswer, recordCallAnswer } from '../../store/calls/answers';
import { recordCallEnd } from '../../store/calls/settlements';
import { type CallDocument } from '../../store/mongodb/documents';
import { newId } from '../../store/mongodb/mongo';
import { numberEnding } from '../support/campaign-data';
import { eventually } from '../support/eventually';
import { type Ringmaster, startRingmaster } from '../support/ringmaster';
import { signalsOf } from '../support/signals';

const RING_SECONDS = 3;
const TALK_SECONDS = 600;

let rm: Ringmaster;
beforeAll(async () => {
  rm = await startRingmaster({
    // Answers come after the call's record is written.
    ringMs: 500,
    limits: { ringSeconds: RING_SECONDS, callSeconds: TALK_SECONDS, lookEveryMs: TALK_SECONDS * 1_000 },
  });
});
afterAll(() => rm?.stop());

/** A call that is answered, and goes on. */
async function answeredCall(number: string) {
  await rm.simulator.set({ Hang: false, CallMs: 3_600_000 });
  const campaignId = await rm.createCampaign();
  await rm.importJobs(campaignId, [number]);
  await rm.obey(campaignId, 'start');
  const record = await eventually(async () => {
    const call = await rm.store.calls.findOne({ CampaignID: campaignId, AnsweredAt: { $exists: true } });
    expect(call).not.toBeNull();
    return call!;
  });
  return { campaignId, record, workflow: rm.client.workflow.getHandle(record._id) };
}
type Call = Awaited<ReturnType<typeof answeredCall>>;
const historyOf = async ({ workflow }: Call) => (await workflow.fetchHistory()).events ?? [];

describe('a call that is answered', () => {
  it('is shown so while it goes on, and has woken nothing; its end knows of its answer', async () => {
    const call = await answeredCall(numberEnding('31'));
    const { body } = await rm.request<{ Job: { Calls: Partial<CallDocument>[] } }>(
      'GET',
      `/campaigns/${call.campaignId}/jobs/${call.record.JobID}`,
    );
    expect(body.Job.Calls[0]).toMatchObject({ AnsweredBy: 'human' });
    expect(body.Job.Calls[0]).not.toHaveProperty('EndedAt');
    expect(await signalsOf(call.workflow)).toEqual([]);

    await call.workflow.signal('hangUp', 'canceled');
    await call.workflow.result();
    const ended = await rm.store.calls.findOne({ _id: call.record._id });
    expect(ended).toMatchObject({ AnsweredAt: call.record.AnsweredAt, AnsweredBy: 'human' });
    expect(ended?.EndedAt).toBeDefined();
  });

  it('is not cut off at its ring limit, and asks no provider there; its talk limit counts from its answer', async () => {
    const call = await answeredCall(numberEnding('32'));
    // Whoever asked would wait in vain.
    await rm.simulator.set({ Hang: true });
    const talking = await eventually(async () => {
      const timers = (await historyOf(call)).filter((event) => event.timerStartedEventAttributes);
      expect(timers.length).toBeGreaterThan(1);
      return timers[1];
    });
    const events = await historyOf(call);
    const scheduled = events.flatMap(
      (event) => event.activityTaskScheduledEventAttributes?.activityType?.name ?? [],
    );
    expect(scheduled).toEqual(['placeCall']);
    const graceMs = rm.activityDeps().limits.eventGraceMs;
    const leftMs = Number(talking?.timerStartedEventAttributes?.startToFireTimeout?.seconds) * 1_000;
    // It rang for half a second of the three.
    expect(leftMs).toBeLessThan(TALK_SECONDS * 1_000 + graceMs - 1_000);
    expect(leftMs).toBeGreaterThan(TALK_SECONDS * 1_000 - 60_000);
    await rm.simulator.set({ Hang: false });
    await call.workflow.signal('hangUp', 'canceled');
    await call.workflow.result();
  });
});

describe('a stored answer', () => {
  const dialledAt = new Date('2026-01-02T03:04:05Z');
  async function dialled(more: Partial<CallDocument> = {}): Promise<string> {
    const jobId = newId();
    const _id = callId({ JobID: jobId, Attempt: 1 });
    await rm.store.calls.insertOne({
      ...{ _id, OrgID: 'org', CampaignID: 'campaign', JobID: jobId, Attempt: 1, Version: 1 },
      ...{ CallerID: numberEnding('1'), DialledAt: dialledAt },
      ...more,
    });
    return _id;
  }
  const heardAt = new Date('2026-01-02T03:04:06Z');

  it('is the one that the workflow would know, had it been told of each report', async () => {
    const answer = fc.record({
      atMs: fc.integer({ min: dialledAt.getTime(), max: dialledAt.getTime() + 60_000 }),
      by: fc.constantFrom(...answeredBy),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(answer, { minLength: 1, maxLength: 4 }), async (told) => {
        const id = await dialled();
        for (const one of told) expect(await recordCallAnswer(rm.store, id, { ...one, heardAt })).toBe(true);
        const events = told.map((one): CallEvent => ({ kind: 'answered', ...one }));
        const { answeredAtMs, answeredBy: by } = events.reduce(foldCallEvent, {});
        expect(await findCallAnswer(rm.store, id)).toEqual({ atMs: answeredAtMs, by, heardAt });
      }),
      { numRuns: 50 },
    );
  });

  it('keeps the moment at which the first report came, and is not before the dial', async () => {
    const id = await dialled();
    const early = { atMs: dialledAt.getTime() - 5_000, by: 'unknown', heardAt } as const;
    await recordCallAnswer(rm.store, id, { ...early, providerCallId: 'first' });
    await recordCallAnswer(rm.store, id, {
      ...{ atMs: heardAt.getTime(), by: 'machine', heardAt: new Date(), providerCallId: 'second' },
    });
    expect(await rm.store.calls.findOne({ _id: id })).toMatchObject({
      ...{ AnsweredAt: dialledAt, AnsweredBy: 'machine', AnswerHeardAt: heardAt, ProviderCallID: 'first' },
    });
  });

  it('is none of an inbound call, which we answered, until the provider says who is on the line', async () => {
    const id = await dialled({ Attempt: 0, Direction: 'inbound', AnsweredAt: dialledAt });
    expect(await findCallAnswer(rm.store, id)).toBeUndefined();
    const answer = { atMs: heardAt.getTime(), by: 'machine', heardAt } as const;
    expect(await recordCallAnswer(rm.store, id, answer)).toBe(true);
    expect(await rm.store.calls.findOne({ _id: id })).toMatchObject({
      ...{ AnsweredAt: dialledAt, AnsweredBy: 'machine' },
    });
  });

  it('is taken by no call that has ended, and by none without a record: their workflows are told', async () => {
    const id = await dialled();
    await recordCallEnd(rm.store, id, { endedAt: heardAt, outcome: 'no_answer' });
    const answer = { atMs: heardAt.getTime(), by: 'human', heardAt } as const;
    expect(await recordCallAnswer(rm.store, id, answer)).toBe(false);
    expect(await recordCallAnswer(rm.store, 'call:nobody:1', answer)).toBe(false);
    expect(await findCallAnswer(rm.store, id)).toBeUndefined();
    expect(await findCallAnswer(rm.store, 'call:nobody:1')).toBeUndefined();
  });

  it('is never after the end, also when it came while the end was being decided', async () => {
    const id = await dialled();
    await recordCallAnswer(rm.store, id, { atMs: heardAt.getTime() + 60_000, by: 'human', heardAt });
    await recordCallEnd(rm.store, id, { endedAt: heardAt, outcome: 'completed' });
    expect(await rm.store.calls.findOne({ _id: id })).toMatchObject({
      AnsweredAt: heardAt,
      EndedAt: heardAt,
    });
  });
});
