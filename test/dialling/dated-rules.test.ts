/** A law that ended: none of ours has yet, so rows that have are added to the data of this file's own process. */
import { days } from '../../domain/campaigns/campaign-data';
import { dialLimits, leastRingSeconds } from '../../domain/dialling/dial-rules';
import { ruleSetNames, ruleSets } from '../../domain/dialling/rule-sets';
import { type LegalRule, type RuleSet } from '../../domain/dialling/rule-sets/rule-set';
import { mayDialUnder } from '../support/may-dial';

const hour = 3_600_000;
const phoneNumber = '+12125550123'; // New York
const row = (rule: Omit<LegalRule, 'source' | 'known'>): LegalRule => ({
  ...rule,
  source: 'none',
  known: 'memory',
});
const dated: RuleSet = {
  name: 'dated',
  title: 'For three months, then replaced by a milder one',
  territory: { callingCodes: ['1'] },
  rules: [
    row({
      from: '2027-03-01',
      until: '2027-06-01',
      windows: [{ Days: [...days], Start: '09:00', End: '12:00' }],
      blackoutDates: ['2027-04-01', '2027-07-01'],
      attempts: { Count: 1, Per: '24h' },
      leastRingSeconds: 40,
    }),
    row({ from: '2027-06-01', attempts: { Count: 2, Per: '12h' }, leastRingSeconds: 20 }),
  ],
};
(ruleSets as RuleSet[]).push(dated);
(ruleSetNames as string[]).push(dated.name);
const constraints = { RuleSets: [dated.name] };

const [first, end] = [Date.parse('2027-03-01T00:00:00Z'), Date.parse('2027-06-01T00:00:00Z')];
const dialAt = (time: number | string, dials: number[] = []) => {
  const nowMs = typeof time === 'number' ? time : Date.parse(time);
  return mayDialUnder({ nowMs, phoneNumber, constraints, job: {}, dials });
};

describe('a row of a rule set with a first and a last day', () => {
  it.each([
    ['the last millisecond before its first day', first - 1, 0, []],
    ['the first of its first day', first, 40, [{ count: 1, periodMs: 24 * hour }]],
    ['a day in between', first + 40 * 24 * hour, 40, [{ count: 1, periodMs: 24 * hour }]],
    ['the last of its last day', end - 1, 40, [{ count: 1, periodMs: 24 * hour }]],
    ['the first after it, where another row takes over', end, 20, [{ count: 2, periodMs: 12 * hour }]],
    ['a year later', end + 365 * 24 * hour, 20, [{ count: 2, periodMs: 12 * hour }]],
  ])('says how long to ring and how often to dial at %s', (_, nowMs, ring, limits) => {
    expect(leastRingSeconds(constraints, phoneNumber, nowMs)).toBe(ring);
    expect(dialLimits(constraints, phoneNumber, nowMs)).toEqual(limits);
  });

  it('closes no hour before its first day and none after its last', () => {
    // 20:00 in New York, the evening before its first day there, is in its first day of UTC.
    expect(dialAt(first - 1).kind).toBe('dial');
    expect(dialAt(first)).toMatchObject({ kind: 'wait', untilMs: Date.parse('2027-03-01T14:00:00Z') });
    expect(dialAt('2027-05-31T15:59:59Z').kind).toBe('dial');
    expect(dialAt('2027-05-31T16:00:00Z')).toEqual({ kind: 'wait', untilMs: end, reason: 'window' });
    expect(dialAt(end).kind).toBe('dial');
    expect(dialAt('2028-01-01T05:00:00Z').kind).toBe('dial');
  });

  it('has days without calls only while it holds', () => {
    expect(dialAt('2027-04-01T14:00:00Z')).toMatchObject({ kind: 'wait', reason: 'blackout' });
    expect(dialAt('2027-07-01T14:00:00Z').kind).toBe('dial');
  });

  it('counts dials by the row that holds when the next one may be made', () => {
    const oneHourAgo = (time: string) => [Date.parse(time) - hour];
    expect(dialAt('2027-05-30T14:00:00Z', oneHourAgo('2027-05-30T14:00:00Z'))).toMatchObject({
      kind: 'wait',
      reason: 'attempts_per_number',
    });
    expect(dialAt('2027-06-02T14:00:00Z', oneHourAgo('2027-06-02T14:00:00Z')).kind).toBe('dial');
  });
});
