/**
 * The last step before dialling: what may be asked of the provider, and until when. The clock stands where a test puts
 * it.
 */
import { MockActivityEnvironment } from '@temporalio/testing';
import { createPlacingActivities } from '../../activities/calls/place-call';
import { createProviderHealth } from '../../activities/ports/provider-health';
import { type Placement, type VoiceProvider } from '../../activities/ports/voice-provider';
import { type Constraints, days, type JobOverrides } from '../../domain/campaigns/campaign-data';
import { type CallRef } from '../../domain/jobs/job';
import { numberId } from '../../store/numbers/number-ids';
import { releaseNumber } from '../../store/numbers/numbers';
import { circuitsOf } from '../support/provider-circuit';
import { numberEnding } from '../support/campaign-data';
import { machineClock } from '../support/machine-clock';
import { ownRuleSet } from '../support/own-rule-set';
import { type Ringmaster, shortLimits, startRingmaster } from '../support/ringmaster';

const quiet = ownRuleSet('quiet', [{ from: '2020-01-01', quietAfterConversation: '7d' }]);
const consent = ownRuleSet('consent', [{ from: '2020-01-01', needsConsent: true }]);

let rm: Ringmaster;
let circuits: ReturnType<typeof circuitsOf>;
beforeAll(async () => {
  rm = await startRingmaster({ workers: 0, callMs: 60_000, ringMs: 60_000, clock: machineClock });
  circuits = circuitsOf(rm);
});
afterAll(() => rm?.stop());
afterEach(() => rm.simulator.set({ PlacementDelayMs: 0 }));
beforeEach(() => circuits.forget());
afterEach(() => {
  jest.useRealTimers();
});

/** Time goes on from there. Nothing waits for it: timers are those of the machine. */
function setClock(ms: number): void {
  jest.useFakeTimers({
    now: ms,
    advanceTimers: true,
    doNotFake: [
      'hrtime',
      'nextTick',
      'performance',
      'queueMicrotask',
      'setImmediate',
      'clearImmediate',
      'setInterval',
      'clearInterval',
      'setTimeout',
      'clearTimeout',
    ],
  });
}

const MINUTE_MS = 60_000;
/** The end of a window: the next full minute, as finely as an owner can say it. */
const nextMinute = (): number => Math.ceil(Date.now() / MINUTE_MS + 0.1) * MINUTE_MS;
const timeOfDay = (ms: number): string => new Date(ms).toISOString().slice(11, 16);
/** Two hours of every day, to the minute at `closesMs`. */
const windowTo = (closesMs: number): Constraints => ({
  CallWindows: [{ Days: [...days], Start: timeOfDay(closesMs - 120 * MINUTE_MS), End: timeOfDay(closesMs) }],
  TimeZone: 'UTC',
});
const opensAgain = (closesMs: number): Date => new Date(closesMs + (24 - 2) * 60 * MINUTE_MS);

let numbers = 0;
/** A claimed job of a started campaign. */
async function claimed(constraints: Constraints, overrides: JobOverrides = {}) {
  const id = await rm.createCampaign({ Constraints: constraints });
  numbers += 1;
  await rm.importJobs(id, [numberEnding('11', numbers)], { Overrides: overrides });
  const job = await rm.store.jobs.findOne({ CampaignID: id });
  if (!job) throw new Error('no job');
  const ref: CallRef = { CampaignID: id, JobID: job._id, Attempt: 1 };
  await rm.store.campaigns.updateOne({ _id: id }, { $set: { State: 'started', Epoch: 1 } });
  await rm.claimedJob(ref);
  return {
    ref,
    stats: () => rm.simulator.stats(id),
    now: async () => rm.store.jobs.findOne({ _id: job._id }),
    line: async () => rm.store.numbers.findOne({ _id: numberId(job.OrgID, job.ContactPhoneNumber) }),
  };
}

/** The placing activity with a provider that tells what it is asked; `carrier`: one that looks at no `notAfterMs`. */
async function place(ref: CallRef, { carrier = false } = {}) {
  const asked: Placement[] = [];
  const deps = rm.activityDeps();
  const provider: VoiceProvider = {
    ...deps.provider,
    ...(carrier ? { reportsConversationSeparately: true } : {}),
    place: (placement) => {
      asked.push(placement);
      return deps.provider.place(placement);
    },
  };
  const { store, client, logger } = deps;
  const health = createProviderHealth({ store, client, logger, providers: [], taskQueues: rm.taskQueues });
  const { placeCall } = createPlacingActivities({ ...deps, provider, health });
  const run = new MockActivityEnvironment({ workflowExecution: { workflowId: 'call', runId: 'a-run' } });
  const answer: unknown = await run.run(placeCall, ref);
  await health.stop();
  return { answer, asked };
}

/** The first failure that is reported starts the provider's workflow. */
const expectNoFailure = async () => {
  const state = await circuits
    .handle()
    .describe()
    .then(
      ({ status }) => status.name,
      () => 'never started',
    );
  expect(state).not.toBe('RUNNING');
};

describe('a job that was claimed before', () => {
  const day = 24 * 60 * MINUTE_MS;

  it('a conversation of its number ended is not dialled under a law that asks for quiet', async () => {
    const { ref, now, line } = await claimed(quiet);
    const { OrgID: orgId = '', ContactPhoneNumber: phoneNumber = '' } = (await now()) ?? {};
    const talkedUntil = new Date();
    await releaseNumber(rm.store, { orgId, phoneNumber, callId: 'another', talkedUntil, now: talkedUntil });
    expect(await place(ref)).toEqual({ answer: { Kind: 'not_dialled' }, asked: [] });
    expect(await now()).toMatchObject({
      State: 'created',
      Attempts: 0,
      DeferredBy: 'after_conversation',
      DueAt: new Date(talkedUntil.getTime() + 7 * day + 1),
    });
    expect(await line()).not.toHaveProperty('OnCall');
  });

  it('its version took back the consent that a law wants is not dialled', async () => {
    const { ref, now } = await claimed({ ...consent, ConsentStated: false });
    expect(await place(ref)).toEqual({ answer: { Kind: 'not_dialled' }, asked: [] });
    expect(await now()).toMatchObject({ State: 'created', Attempts: 0, DeferredBy: 'consent_not_stated' });
  });
});

describe('when the window is about to close', () => {
  const waits = (closesMs: number) => ({
    State: 'created',
    Attempts: 0,
    DeferredBy: 'window',
    DueAt: opensAgain(closesMs),
  });

  it('a call may reach the provider until then, and no later', async () => {
    const closesMs = nextMinute();
    const { ref, stats } = await claimed(windowTo(closesMs));
    setClock(closesMs - 4_000);
    const { answer, asked } = await place(ref);
    expect(answer).toMatchObject({ Kind: 'placed' });
    expect(asked).toMatchObject([{ notAfterMs: closesMs }]);
    expect((await stats()).Placements).toBe(1);
  });

  it('a call that reaches the provider after it is not placed, and waits for the next opening', async () => {
    const closesMs = nextMinute();
    const { ref, stats, now, line } = await claimed(windowTo(closesMs));
    await rm.simulator.set({ PlacementDelayMs: 1_500 });
    setClock(closesMs - 1_000);
    expect((await place(ref)).answer).toEqual({ Kind: 'not_dialled' });
    expect(await stats()).toMatchObject({ Placements: 0, Expired: 1 });
    expect(await now()).toMatchObject(waits(closesMs));
    // Nothing rang: the dial does not count, and the provider is as well as ever.
    expect(await now()).not.toHaveProperty('ProviderAway');
    expect((await line())?.Dials).toEqual([]);
    await expectNoFailure();
  });

  it('a carrier that looks at no time is not asked when less is left than it takes', async () => {
    const closesMs = nextMinute();
    const { ref, now } = await claimed(windowTo(closesMs));
    setClock(closesMs - 1_000);
    const { answer, asked } = await place(ref, { carrier: true });
    expect({ answer, asked }).toEqual({ answer: { Kind: 'not_dialled' }, asked: [] });
    expect(await now()).toMatchObject(waits(closesMs));
    await expectNoFailure();
  });

  it('a window that closes between claim and dial keeps the call from going out', async () => {
    const closesMs = nextMinute();
    const { ref, stats, now } = await claimed(windowTo(closesMs));
    setClock(closesMs);
    const { answer, asked } = await place(ref);
    expect({ answer, asked }).toEqual({ answer: { Kind: 'not_dialled' }, asked: [] });
    expect((await stats()).Placements).toBe(0);
    expect(await now()).toMatchObject(waits(closesMs));
  });
});

it('a call that could only be too late for NotAfter is not asked for, and its job has expired', async () => {
  const voidMs = nextMinute();
  const { ref, now } = await claimed({}, { Constraints: { NotAfter: new Date(voidMs).toISOString() } });
  setClock(voidMs - 1_000);
  const { answer, asked } = await place(ref, { carrier: true });
  expect({ answer, asked }).toEqual({ answer: { Kind: 'not_dialled' }, asked: [] });
  expect(await now()).toMatchObject({ State: 'failed', FailureReason: 'expired', Attempts: 0 });
});

describe('what a job overrides is what the provider is asked for', () => {
  it('in place of what holds for every call', async () => {
    const { ref } = await claimed({});
    expect((await place(ref)).asked).toMatchObject([
      { record: true, maxRingSeconds: shortLimits.ringSeconds, maxCallSeconds: shortLimits.callSeconds },
    ]);
    const overridden = await claimed({}, { MaxRingSeconds: 47, MaxCallSeconds: 321, DisableRecording: true });
    const { answer, asked } = await place(overridden.ref);
    expect(asked).toMatchObject([{ record: false, maxRingSeconds: 47, maxCallSeconds: 321 }]);
    // The call's own clocks are set by the same.
    expect(answer).toMatchObject({
      RingLimitMs: 47_000 + shortLimits.eventGraceMs,
      TalkLimitMs: 321_000 + shortLimits.eventGraceMs,
    });
  });

  it('but no call rings for less than a rule set asks for', async () => {
    // One in the afternoon in Washington, where 202 is: the law's window is open.
    const { ref } = await claimed({ RuleSets: ['us-federal'] }, { MaxRingSeconds: 5 });
    setClock(Date.parse('2030-01-15T18:00:00Z'));
    const { answer, asked } = await place(ref);
    expect(asked).toMatchObject([{ maxRingSeconds: 15 }]);
    expect(answer).toMatchObject({ RingLimitMs: 15_000 + shortLimits.eventGraceMs });
  });
});
