import fc from 'fast-check';
import { type InboundMode, inboundModes } from '../../domain/campaigns/campaign-data';
import {
  type InboundCampaign,
  type InboundCandidate,
  inboundDecision,
  inboundStates,
} from '../../domain/jobs/inbound';
import { type JobState } from '../../domain/jobs/job';

const campaign = (mode: InboundMode, changes: Partial<InboundCampaign> = {}): InboundCampaign => ({
  id: 'c1',
  mode,
  rejectionMessage: 'We are closed.',
  startedAtMs: 1,
  isCallerOnCall: false,
  ...changes,
});
const job = (state: JobState, changes: Partial<InboundCandidate> = {}): InboundCandidate => ({
  jobId: `j-${state}`,
  campaignId: 'c1',
  state,
  updatedAtMs: 1,
  ...changes,
});
const decide = (mode: InboundMode, ...jobs: InboundCandidate[]) =>
  inboundDecision([campaign(mode)], jobs, false).kind;

describe('what becomes of an inbound call', () => {
  it.each<[InboundMode, incomplete: string, onlyFailed: string, none: string]>([
    ['reject', 'reject', 'reject', 'reject'],
    ['lookup', 'attach', 'reject', 'reject'],
    ['lookup_failed', 'attach', 'attach', 'reject'],
    ['create_if_not_exists', 'attach', 'create', 'create'],
    ['create', 'create', 'create', 'create'],
  ])('%s: incomplete %s, only failed %s, none %s', (mode, incomplete, onlyFailed, none) => {
    expect(decide(mode, job('created'))).toBe(incomplete);
    expect(decide(mode, job('scheduled'), job('failed', { updatedAtMs: 9 }))).toBe(incomplete);
    expect(decide(mode, job('failed'))).toBe(onlyFailed);
    expect(decide(mode)).toBe(none);
  });

  it('an incomplete job is attached to before a failed one that was updated later', () => {
    const jobs = [job('failed', { updatedAtMs: 9 }), job('scheduled')];
    expect(inboundDecision([campaign('lookup_failed')], jobs, false)).toMatchObject({ jobId: 'j-scheduled' });
  });

  it.each(['calling', 'analyzing'] as const)(
    'a job in %s cannot be attached to: another that waits is, else the caller hears the busy signal',
    (state) => {
      for (const mode of ['lookup', 'lookup_failed', 'create_if_not_exists'] as const) {
        expect(decide(mode, job(state))).toBe('busy');
        expect(decide(mode, job(state), job('failed'))).toBe('busy');
        expect(decide(mode, job(state, { updatedAtMs: 9 }), job('created'))).toBe('attach');
      }
      expect(decide('create', job(state))).toBe('create');
      expect(decide('reject', job(state))).toBe('reject');
    },
  );

  it('a caller who is on a call already gets no second one, whatever jobs there are; who is refused anyway is told so', () => {
    const talking = (mode: InboundMode, ...jobs: InboundCandidate[]) =>
      inboundDecision([campaign(mode, { isCallerOnCall: true })], jobs, false).kind;
    for (const mode of ['lookup', 'lookup_failed', 'create_if_not_exists', 'create'] as const)
      for (const others of [[], [job('calling')]]) {
        expect(talking(mode, job('created'), ...others)).toBe('busy');
        expect(talking(mode, job('scheduled'), job('failed'), ...others)).toBe('busy');
      }
    for (const mode of ['create_if_not_exists', 'create'] as const) expect(talking(mode)).toBe('busy');
    expect(talking('reject', job('created'))).toBe('reject');
    expect(talking('lookup')).toBe('reject');
  });

  it('a call with one organisation keeps nobody from calling another', () => {
    const campaigns = [
      campaign('lookup', { isCallerOnCall: true }),
      campaign('lookup', { id: 'c2', startedAtMs: 0 }),
    ];
    const jobs = [job('created', { updatedAtMs: 9 }), job('scheduled', { campaignId: 'c2' })];
    expect(inboundDecision(campaigns, jobs, false)).toMatchObject({ kind: 'attach', campaignId: 'c2' });
  });

  it('of several jobs the most recently updated one wins, whichever campaign it is of', () => {
    const campaigns = [campaign('lookup', { startedAtMs: 9 }), campaign('lookup_failed', { id: 'c2' })];
    const jobs = [
      job('created', { jobId: 'a', updatedAtMs: 5 }),
      job('failed', { jobId: 'b', campaignId: 'c2', updatedAtMs: 7 }),
      job('created', { jobId: 'c', updatedAtMs: 6 }),
    ];
    expect(inboundDecision(campaigns, jobs, false)).toMatchObject({ kind: 'attach', jobId: 'b' });
  });

  it('where nobody attaches, the most recently started campaign that creates does', () => {
    const campaigns = [
      campaign('lookup', { startedAtMs: 9 }),
      campaign('create', { id: 'old', startedAtMs: 2 }),
      campaign('create_if_not_exists', { id: 'new', startedAtMs: 3 }),
    ];
    expect(inboundDecision(campaigns, [], false)).toEqual({ kind: 'create', campaignId: 'new' });
  });

  it('where all refuse, the most recently started one speaks; without a message it is busy', () => {
    const old = campaign('reject', { id: 'old', rejectionMessage: 'Old.' });
    const now = campaign('lookup', { id: 'now', rejectionMessage: 'Now.', startedAtMs: 2 });
    expect(inboundDecision([old, now], [], false)).toEqual({ kind: 'reject', message: 'Now.' });
    const silent = { ...now, rejectionMessage: '' };
    expect(inboundDecision([old, silent], [], false)).toEqual({ kind: 'busy' });
    expect(inboundDecision([], [], false)).toEqual({ kind: 'busy' });
  });

  it('a caller who withholds their number is refused in every mode: a job needs a number', () => {
    for (const mode of inboundModes)
      expect(inboundDecision([campaign(mode)], [], true)).toEqual({
        kind: 'reject',
        message: 'We are closed.',
      });
  });

  it('depends on nothing but what is known: the order in which it is read changes nothing', () => {
    const campaigns = fc.uniqueArray(
      fc.record({
        id: fc.constantFrom('c1', 'c2', 'c3'),
        mode: fc.constantFrom(...inboundModes),
        rejectionMessage: fc.constantFrom('', 'No.'),
        startedAtMs: fc.nat(2),
        isCallerOnCall: fc.boolean(),
      }),
      { selector: ({ id }) => id },
    );
    const jobs = fc.uniqueArray(
      fc.record({
        jobId: fc.constantFrom('a', 'b', 'c', 'd'),
        campaignId: fc.constantFrom('c1', 'c2', 'c3'),
        state: fc.constantFrom(...inboundStates),
        updatedAtMs: fc.nat(2),
      }),
      { selector: ({ jobId }) => jobId },
    );
    fc.assert(
      fc.property(campaigns, jobs, (some, known) => {
        const decision = inboundDecision(some, known, false);
        expect(inboundDecision(some.toReversed(), known.toReversed(), false)).toEqual(decision);
        // No second job of one number is on a call, and its campaign is one that the called number belongs to.
        if (decision.kind !== 'attach' && decision.kind !== 'create') return;
        const chosen = some.find(({ id }) => id === decision.campaignId);
        expect(chosen?.isCallerOnCall).toBe(false);
        // A job that is attached to waits or has failed.
        if (decision.kind === 'attach') expect(['created', 'scheduled', 'failed']).toContain(decision.from);
      }),
    );
  });
});
