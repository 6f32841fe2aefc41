/** A provider that takes calls and cannot carry them: what is held against it, and which jobs do not pay for it. */
import { MockActivityEnvironment } from '@temporalio/testing';
import { createPlacingActivities } from '../../activities/calls/place-call';
import { createProviderHealth } from '../../activities/ports/provider-health';
import { settleCall } from '../../activities/calls/settle-call';
import { type Constraints } from '../../domain/campaigns/campaign-data';
import { callId, type CallRef } from '../../domain/jobs/job';
import { type EndReason } from '../../domain/calls/outcome';
import { type JobDocument, type ProviderDocument } from '../../store/mongodb/documents';
import { eventually } from '../support/eventually';
import { circuitsOf, HTTP } from '../support/provider-circuit';
import { numberEnding } from '../support/campaign-data';
import { type Ringmaster, startRingmaster } from '../support/ringmaster';
import { signalsOf } from '../support/signals';

let rm: Ringmaster;
let circuits: ReturnType<typeof circuitsOf>;
beforeAll(async () => {
  rm = await startRingmaster({ workers: 0 });
  circuits = circuitsOf(rm);
});
afterAll(() => rm?.stop());
beforeEach(() => circuits.forget());

let numbers = 0;
/** A job on a call that the provider has taken. */
async function onCall(job: Partial<JobDocument> = {}, constraints: Constraints = {}, attempt = 1) {
  const id = await rm.createCampaign({ Constraints: { DisableJitter: true, ...constraints } });
  numbers += 1;
  await rm.importJobs(id, [numberEnding('11', numbers)]);
  const stored = await rm.store.jobs.findOneAndUpdate({ CampaignID: id }, { $set: job });
  const ref: CallRef = { CampaignID: id, JobID: stored?._id ?? '', Attempt: attempt };
  await rm.claimedJob(ref, { Stage: 'placed' });
  return { ref, now: () => rm.store.jobs.findOne({ _id: ref.JobID }) };
}

const ended = (reason: EndReason) => ({ end: { atMs: Date.now(), reason, conversationSeconds: 0 } });

const known = (state: Partial<ProviderDocument>) =>
  rm.store.providers.insertOne({
    _id: HTTP,
    GlobalPause: false,
    Reason: 'as the test says',
    Since: new Date(),
    Epoch: 1,
    ...state,
  });

describe('a call that fails', () => {
  it.each([
    ['while its provider is out', { GlobalPause: true, Since: new Date(0) }],
    ['when its provider has just come back', { GlobalPause: false }],
  ])('%s costs its job no attempt, and is not dialled again at once', async (_when, state) => {
    await known(state);
    const { ref, now } = await onCall({}, { MaxAttempts: 1 });
    const { limits, clock } = rm.activityDeps();
    const before = clock.now();
    expect(await settleCall(rm.activityDeps(), { ...ref, Progress: ended('failed') })).toBe(
      'provider_failed',
    );
    const job = await now();
    // The provider knows the number of the attempt: the next one has another.
    expect(job).toMatchObject({
      State: 'scheduled',
      Attempts: 1,
      UncountedAttempts: 1,
      DeferredBy: 'global_pause',
    });
    expect(job).not.toHaveProperty('Slot');
    expect(job?.DueAt.getTime()).toBeGreaterThanOrEqual(before + limits.providerAwayMs);
  });

  it('is forgiven five times at the most: each of those calls may have rung', async () => {
    await known({ GlobalPause: true });
    const { ref, now } = await onCall({ UncountedAttempts: 5 }, { MaxAttempts: 1 }, 6);
    await settleCall(rm.activityDeps(), { ...ref, Progress: ended('failed') });
    expect(await now()).toMatchObject({
      State: 'failed',
      FailureReason: 'max_attempts',
      UncountedAttempts: 5,
    });
  });

  it.each<[string, Partial<ProviderDocument>, Partial<JobDocument>, object, EndReason, object]>([
    [
      'after somebody has answered',
      { GlobalPause: true },
      {},
      { answeredAtMs: 1, answeredBy: 'human' },
      'failed',
      { FailureReason: 'max_attempts' },
    ],
    [
      'because nobody answered',
      { GlobalPause: true },
      {},
      {},
      'no_answer',
      { FailureReason: 'max_attempts' },
    ],
    [
      'and is to be cancelled',
      { GlobalPause: true },
      { CancelRequestedAt: new Date(0) },
      {},
      'failed',
      { State: 'canceled' },
    ],
  ])('%s is settled as ever', async (_when, state, job, progress, reason, expected) => {
    await known(state);
    const { ref, now } = await onCall(job, { MaxAttempts: 1 });
    await settleCall(rm.activityDeps(), { ...ref, Progress: { ...progress, ...ended(reason) } });
    const settled = await now();
    expect(settled).toMatchObject({ State: 'failed', ...expected });
    expect(settled).not.toHaveProperty('Slot');
  });

  it('at a provider that seems well fails no job yet, and says what it waits for', async () => {
    const { ref, now } = await onCall({}, { MaxAttempts: 1 });
    const before = rm.activityDeps().clock.now();
    await settleCall(rm.activityDeps(), { ...ref, Progress: ended('failed') });
    const job = await now();
    expect(job).toMatchObject({ State: 'scheduled', Outcome: 'provider_failed', Attempts: 1 });
    expect(job).not.toHaveProperty('UncountedAttempts');
    const { providerVerdictMs } = rm.activityDeps().limits;
    expect(job?.DueAt.getTime()).toBeGreaterThanOrEqual(before + providerVerdictMs);
    await rm.store.jobs.updateOne(
      { _id: ref.JobID },
      { $set: { 'LastAttempt.DoubtedUntil': new Date(before + 60_000) } },
    );
    await rm.store.campaigns.updateOne({ _id: ref.CampaignID }, { $set: { State: 'started' } });
    const { body } = await rm.request('GET', `/campaigns/${ref.CampaignID}/jobs/${ref.JobID}`);
    expect(body).toMatchObject({ Job: { WaitingFor: 'provider_verdict' } });
    expect((await rm.request('GET', `/campaigns/${ref.CampaignID}/preflight`)).body).toMatchObject({
      Now: 0,
      Within24Hours: 1,
      Reasons: [{ Reason: 'provider_verdict', Jobs: 1 }],
    });
  });

  it.each([
    [
      'is dialled again if its provider goes out meanwhile',
      true,
      { State: 'completed', Attempts: 2, UncountedAttempts: 1 },
    ],
    [
      'fails if its provider stays well',
      false,
      { State: 'failed', FailureReason: 'max_attempts', Attempts: 1 },
    ],
  ])('and leaves its job no attempt %s', async (_what, goesOut, expected) => {
    const { ref, now } = await onCall({}, { MaxAttempts: 1 });
    await settleCall(rm.activityDeps(), { ...ref, Progress: ended('failed') });
    // Out, and back for so long that it is not doubtful any more.
    const { EndedAt = new Date(NaN) } = (await now())?.LastAttempt ?? {};
    if (goesOut) await known({ Since: new Date(0), PausedAt: EndedAt });
    // The calls that failed in other tests may open the circuit meanwhile: within this doubt, or after it, whenever
    // that is.
    const DoubtedUntil = new Date(EndedAt.getTime() + (goesOut ? 60_000 : 0));
    await rm.store.jobs.updateOne({ _id: ref.JobID }, { $set: { 'LastAttempt.DoubtedUntil': DoubtedUntil } });
    const { body } = await rm.request('GET', `/campaigns/${ref.CampaignID}/preflight`);
    expect(body).toMatchObject(goesOut ? { Now: 1 } : { Now: 0 });
    const stop = await rm.startWorkers();
    await rm.obey(ref.CampaignID, 'start');
    await rm.settled(ref.CampaignID);
    expect(await now()).toMatchObject(expected);
    await stop();
  });

  it('in a campaign that has ended leaves nothing that waits', async () => {
    await known({ GlobalPause: true });
    const { ref, now } = await onCall();
    await rm.store.campaigns.updateOne({ _id: ref.CampaignID }, { $set: { State: 'ended' } });
    await settleCall(rm.activityDeps(), { ...ref, Progress: ended('failed') });
    expect(await now()).toMatchObject({ State: 'failed', FailureReason: 'campaign_ended' });
  });

  it('and does not count is not counted by any rule after it', async () => {
    const { ref, now } = await onCall(
      { UncountedAttempts: 2 },
      { MaxAttempts: 2, MinDurationBetweenAttempts: '0s' },
      3,
    );
    await settleCall(rm.activityDeps(), { ...ref, Progress: ended('busy') });
    expect(await now()).toMatchObject({ State: 'scheduled', Outcome: 'busy', Attempts: 3 });
    const stop = await rm.startWorkers();
    await rm.obey(ref.CampaignID, 'start');
    expect((await rm.settled(ref.CampaignID)).completed).toBe(1);
    expect(await now()).toMatchObject({ State: 'completed', Attempts: 4 });
    await stop();
  });
});

describe('the circuit of the provider hears', () => {
  // What the tests above have seen is reported within a second, which may be after the circuit was made new.
  beforeAll(() => rm.activityDeps().health.stop());

  /** The activities' dependencies with evidence of their own, told when the test says so. */
  const withHealth = () => {
    const deps = rm.activityDeps();
    const { store, client, logger } = deps;
    const health = createProviderHealth({ store, client, logger, providers: [], taskQueues: rm.taskQueues });
    return { ...deps, health };
  };
  const heard = async () => (await signalsOf(circuits.handle())).map(({ told }) => told);
  const reason = 'it took calls and did not carry them';

  it('of each call that failed once, and of the others that ended otherwise', async () => {
    const deps = withHealth();
    for (const other of ['completed', 'no_answer', 'invalid_number'] as const)
      await settleCall(deps, { ...(await onCall()).ref, Progress: ended(other) });
    const failed = await onCall();
    for (let again = 0; again < 3; again += 1)
      await settleCall(deps, { ...failed.ref, Progress: ended('failed') });
    await deps.health.stop();
    // What was dropped has seemed to go well before.
    expect(await heard()).toEqual([{ ok: 2, failed: 1, reason }]);
  });

  it('nothing of inbound calls: they say nothing of calls that we place', async () => {
    const deps = withHealth();
    const { ref } = await onCall();
    const Inbound = 'in-1';
    await rm.store.jobs.updateOne(
      { _id: ref.JobID },
      { $set: { 'Slot.CallID': callId({ ...ref, Inbound }) } },
    );
    await settleCall(deps, { ...ref, Inbound, Progress: ended('failed') });
    deps.health.record(HTTP, 'failed', 'and so that something is heard');
    await deps.health.stop();
    expect(await heard()).toMatchObject([{ ok: 0, failed: 1 }]);
  });

  it.each([
    ['failed', { ok: 0, failed: 1 }],
    ['rejected', { ok: 1, failed: 1 }],
  ] as const)('of a placement that is refused as %s what that says: %j', async (refusal, expected) => {
    const deps = withHealth();
    const { ref } = await onCall();
    await rm.claimedJob(ref);
    await rm.store.campaigns.updateOne({ _id: ref.CampaignID }, { $set: { State: 'started', Epoch: 1 } });
    const provider = {
      ...deps.provider,
      place: async () => Promise.resolve({ kind: 'refused' as const, reason: refusal }),
    };
    const { placeCall } = createPlacingActivities({ ...deps, provider });
    const run = new MockActivityEnvironment({ workflowExecution: { workflowId: 'call', runId: 'a-run' } });
    await run.run(placeCall, ref);
    if (refusal !== 'failed') deps.health.record(HTTP, 'failed', 'and so that something is heard');
    await deps.health.stop();
    await eventually(async () => expect(await heard()).toMatchObject([expected]));
  });
});
