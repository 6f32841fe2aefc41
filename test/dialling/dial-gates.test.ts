import fc from 'fast-check';
import { campaignStates } from '../../domain/campaigns/campaign';
import { type CampaignData, type Constraints } from '../../domain/campaigns/campaign-data';
import { beginning, holdOf, type Room, type CampaignConditions } from '../../domain/dialling/dial-gates';
import { compileDialRules, type WaitingReason, waitingReasons } from '../../domain/dialling/dial-rules';
import {
  type DialFacts,
  type JobFacts,
  mayDial,
  type NumberFacts,
  waitingFor,
} from '../../domain/dialling/may-dial';
import { placementsBy } from '../../domain/dialling/call-rate';
import { campaignData } from '../support/campaign-data';
import { ownRuleSet } from '../support/own-rule-set';

const nowMs = Date.parse('2030-01-01T12:00:00Z');
const hour = 3_600_000;
const at = (ms: number): string => new Date(ms).toISOString();
const open: CampaignConditions = { campaignState: 'started', schedulingEnabled: true, globalPause: false };
const room: Room = { cap: { ramped: 1, full: 1 }, activeCalls: 0 };
const full: Room = { ...room, activeCalls: 1 };
const paced: Room = { ...room, pace: { paceMs: 1_000, nextAtMs: nowMs + 1 } };
const data = (Constraints: Constraints = {}, changes: Partial<CampaignData> = {}): CampaignData =>
  campaignData({ Constraints, ...changes });
const silent = data({}, { AvailableCallerIDs: { '+12025550100': { Disabled: true } } });
const job: JobFacts = {
  ContactPhoneNumber: '+12125550123',
  CreatedAt: new Date(nowMs),
  Attempts: 0,
  DueAt: new Date(nowMs),
};
const tried = { ...job, Attempts: 1 };
const retrying: JobFacts = {
  ...tried,
  DeferredBy: 'retry',
  LastAttempt: { Outcome: 'busy', EndedAt: new Date(nowMs) },
};
const doubted: JobFacts = {
  ...tried,
  LastAttempt: { Outcome: 'provider_failed', EndedAt: new Date(nowMs), DoubtedUntil: new Date(nowMs + 1) },
};
const optedOut: NumberFacts = { OptOut: {} };
const busy: NumberFacts = { OnCall: { Until: new Date(nowMs + 1) } };
const dialled: NumberFacts = { Dials: [{ At: new Date(nowMs) }] };
const talked: NumberFacts = { ConversationAt: new Date(nowMs) };
const quiet = ownRuleSet('quiet', [{ from: '2020-01-01', quietAfterConversation: '7d' }]);
const consent = ownRuleSet('consent', [{ from: '2020-01-01', needsConsent: true }]);

type Change = Partial<DialFacts> & { data?: CampaignData };

describe('why a job waits', () => {
  const reasonFor = ({ data: published = data(), ...change }: Change): WaitingReason =>
    waitingFor(mayDial(compileDialRules(published), { conditions: open, job, nowMs, room, ...change }));

  it.each<[Change, WaitingReason]>([
    [
      { conditions: { campaignState: 'ended', schedulingEnabled: false, globalPause: false } },
      'campaign_ended',
    ],
    [
      { conditions: { ...open, campaignState: 'ended' }, job: { ...job, InboundOnly: true } },
      'campaign_ended',
    ],
    [
      { conditions: { ...open, campaignState: 'paused' }, job: { ...job, InboundOnly: true } },
      'inbound_only',
    ],
    [{ conditions: { ...open, campaignState: 'paused', globalPause: true } }, 'campaign_paused'],
    [{ conditions: { ...open, schedulingEnabled: false, globalPause: true } }, 'scheduling_disabled'],
    [
      { conditions: { ...open, globalPause: true }, data: data({ NotBefore: at(nowMs + 1) }) },
      'global_pause',
    ],
    [{ data: data({ NotBefore: at(nowMs + 1) }), room: full }, 'not_before'],
    [{ data: data({ MinCreationDelay: '1s' }), room: full }, 'creation_delay'],
    [{ job: retrying, room: full }, 'retry'],
    [{ job: { ...tried, DueAt: new Date(nowMs + 1), DeferredBy: 'global_pause' } }, 'global_pause'],
    [{ job: { ...job, DueAt: new Date(nowMs + 1), DeferredBy: 'pace' } }, 'pace'],
    [{ job: { ...job, DueAt: new Date(nowMs + 1), DeferredBy: 'window' } }, 'dispatch'], // taken back since
    [{ data: data({ RuleSets: ['us-federal'] }) }, 'window'],
    [{ data: data({ BlackoutDates: ['2030-01-01'] }), number: busy }, 'blackout'],
    [
      { data: data({ CallWindows: [] }), job: { ...job, ContactPhoneNumber: '+999123456789' } },
      'unknown_zone',
    ],
    [
      { data: data({ MaxAttemptsPerNumber: { Count: 1, Per: '1h' } }), number: { ...busy, ...dialled } },
      'attempts_per_number',
    ],
    [{ data: data(quiet), number: { ...busy, ...talked } }, 'after_conversation'],
    [{ data: data(consent), number: busy }, 'consent_not_stated'],
    [{ data: data({ ...consent, ConsentStated: true }), number: busy }, 'number_busy'],
    [{ data: data({ MaxAttempts: 1 }), job: doubted, number: busy }, 'provider_verdict'],
    [{ data: silent, number: busy }, 'caller_id'],
    [{ number: busy, room: paced }, 'number_busy'],
    [{ room: { ...paced, activeCalls: 1 } }, 'pace'],
    [{ room: full }, 'slot'],
    [{ room: { ...room, cap: { ramped: 0, full: 1 } } }, 'slot'],
    [
      {
        room: { ...room, cap: { ramped: 0, full: 1 } },
        job: { ...job, Overrides: { Constraints: { DisableJitter: true } } },
      },
      'dispatch',
    ],
    [{ number: optedOut, data: data({ CallWindows: [] }), room: full }, 'dispatch'],
    [{ data: data({ NotAfter: at(nowMs) }), room: full }, 'dispatch'],
    [{ data: data({ RetryOn: [] }), job: retrying, room: full }, 'dispatch'],
    [{}, 'dispatch'],
  ])('is the first gate that is shut: %j → %s', (change, reason) => {
    expect(reasonFor(change)).toBe(reason);
  });
});

const somewhen = fc.integer({ min: -2, max: 2 }).map((n) => new Date(nowMs + n * hour));
const sometimes = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
const mostly = <T>(value: T, ...others: T[]) =>
  fc.oneof(
    { weight: 5, arbitrary: fc.constant(value) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
  );
const present = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
const constraints = fc
  .record({
    NotBefore: sometimes(somewhen.map((date) => date.toISOString())),
    NotAfter: sometimes(fc.constantFrom(at(nowMs), at(nowMs + 9 * hour))),
    MaxAttempts: sometimes(fc.constantFrom(1, 3)),
    RetryOn: sometimes(fc.constantFrom(['busy'], ['no_answer'])),
    RuleSets: fc.constantFrom(
      undefined,
      [],
      ['us-federal'],
      ['us-federal'],
      quiet.RuleSets,
      consent.RuleSets,
    ),
    ConsentStated: sometimes(fc.boolean()),
    BlackoutDates: sometimes(fc.constantFrom([], ['2030-01-01'])),
    MaxAttemptsPerNumber: sometimes(fc.constant({ Count: 1, Per: '1h' })),
  })
  .map((fields) => present(fields) as Constraints);
const facts = fc.record({
  conditions: fc.record({
    campaignState: mostly('started' as const, ...campaignStates),
    schedulingEnabled: mostly(true, false),
    globalPause: mostly(false, true),
  }),
  data: fc
    .record({ constraints, disabled: mostly(false, true) })
    .map(({ constraints: own, disabled }) =>
      data(own, { AvailableCallerIDs: { '+12025550100': { Disabled: disabled } } }),
    ),
  job: fc
    .record({
      ContactPhoneNumber: fc.constantFrom('+12125550123', '+442079460123', '+999123456789'),
      CreatedAt: mostly(new Date(nowMs - hour), new Date(nowMs + hour)),
      Attempts: fc.constantFrom(0, 1, 2),
      InboundOnly: mostly<boolean | undefined>(undefined, true),
      DueAt: somewhen,
      DeferredBy: fc.constantFrom(undefined, 'retry', 'window', 'pace', 'global_pause'),
      LastAttempt: sometimes(
        fc.record({
          Outcome: fc.constantFrom('busy', 'provider_failed'),
          EndedAt: somewhen,
          DoubtedUntil: somewhen,
        }),
      ),
      DisableJitter: fc.boolean(),
    })
    .map(
      ({ DisableJitter, ...fields }) =>
        present({ ...fields, Overrides: { Constraints: { DisableJitter } } }) as unknown as JobFacts,
    ),
  number: fc.constantFrom(undefined, optedOut, busy, dialled, talked, talked, {}),
  room: fc.record({
    cap: fc.constantFrom({ ramped: 0, full: 1 }, { ramped: 1, full: 3 }, { ramped: 0, full: 0 }),
    activeCalls: fc.nat(3),
    pace: sometimes(
      fc.record({ paceMs: fc.constant(500), nextAtMs: fc.integer({ min: nowMs - 999, max: nowMs + 999 }) }),
    ),
  }),
});

it('a job says dispatch exactly when the claim would take or settle it, and else names the gate that sent it away', () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(facts, ({ data: published, ...given }) => {
      const rules = compileDialRules(published);
      const reason = waitingFor(mayDial(rules, { ...given, nowMs }));
      seen.set(reason, (seen.get(reason) ?? 0) + 1);
      // As a dispatcher goes about it: is anything held back, what say the job's rules, is there a place?
      const hold = holdOf(given.conditions);
      const verdict = mayDial(rules, { job: given.job, number: given.number, nowMs });
      const { full: wide, ramped } = given.room.cap;
      const allowed = given.job.Overrides?.Constraints?.DisableJitter ? wide : ramped;
      const isPaced = given.room.pace !== undefined && placementsBy(nowMs, given.room.pace) === 0;
      const isClaimed = !hold && verdict.kind === 'dial' && !isPaced && allowed > given.room.activeCalls;
      const isSettled = !hold && (verdict.kind === 'failed' || verdict.kind === 'opted_out');
      expect([reason, reason === 'dispatch']).toEqual([reason, isClaimed || isSettled]);
      if (isClaimed || isSettled) return;
      if (hold) expect([hold, 'inbound_only']).toContain(reason);
      else if (verdict.kind === 'wait') expect(reason).toBe(verdict.reason);
      else expect(reason).toBe(isPaced ? 'pace' : 'slot');
      // Before it takes a place, the pre-dial check says the same.
      const look = mayDial(rules, { ...given, nowMs, room: undefined });
      if (reason !== 'pace' && reason !== 'slot') expect(waitingFor(look)).toBe(reason);
    }),
    // So many that the rarest gate is seen some twenty times.
    { numRuns: 10_000 },
  );
  // Worth something only if all gates were shut at times.
  expect([...seen.keys()].sort()).toEqual([...waitingReasons].sort());
});

it('so many begin at once as have a place, and what stops the next one is what it would say itself', () => {
  fc.assert(
    fc.property(facts, fc.nat(5), ({ conditions, room: places }, jobs) => {
      const { calls, then } = beginning(jobs, { conditions, room: places, nowMs });
      expect(calls).toBeLessThanOrEqual(jobs);
      if (calls === jobs) return expect(then).toBeUndefined();
      const next = mayDial(compileDialRules(data()), {
        conditions: { ...conditions, campaignState: 'started' },
        job: { ...job, Overrides: { Constraints: { DisableJitter: true } } },
        number: undefined,
        nowMs,
        room: {
          ...places,
          activeCalls: places.activeCalls + calls,
          pace: places.pace && {
            ...places.pace,
            nextAtMs: places.pace.nextAtMs + calls * places.pace.paceMs,
          },
        },
      });
      expect(waitingFor(next)).toBe(then);
    }),
  );
});
