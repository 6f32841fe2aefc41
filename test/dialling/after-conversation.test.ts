/** The quiet that a law asks for after a conversation, by the rules alone. */
import { type Constraints } from '../../domain/campaigns/campaign-data';
import { compileDialRules } from '../../domain/dialling/dial-rules';
import { mayDial } from '../../domain/dialling/may-dial';
import { campaignData } from '../support/campaign-data';
import { mayDialUnder } from '../support/may-dial';
import { ownRuleSet } from '../support/own-rule-set';

const hour = 3_600_000;
const day = 24 * hour;
const nowMs = Date.parse('2026-12-01T17:00:00Z'); // noon in New York
const phoneNumber = '+12125550123';
const collecting = { RuleSets: ['us-debt-collection'] };
const twoQuiets = ownRuleSet('two-quiets', [
  { from: '2027-01-01', quietAfterConversation: '30d' },
  { from: '2027-01-01', until: '2027-02-01', quietAfterConversation: '60d' },
]);
const dialAt = (ms: number, talkedAt: number | undefined, constraints: Constraints, dials: number[] = []) =>
  mayDialUnder({ nowMs: ms, phoneNumber, constraints, job: {}, dials, talkedAt });

describe('after a conversation with a debtor', () => {
  it('no campaign under Regulation F dials the number for seven days, to the last millisecond', () => {
    for (const ago of [0, hour, 3 * day, 7 * day])
      expect(dialAt(nowMs, nowMs - ago, collecting)).toEqual({
        kind: 'wait',
        untilMs: nowMs - ago + 7 * day + 1,
        reason: 'after_conversation',
      });
    expect(dialAt(nowMs, nowMs - 7 * day - 1, collecting).kind).toBe('dial');
    expect(dialAt(nowMs, undefined, collecting).kind).toBe('dial');
  });

  it('a campaign under no such rule, or for a number of another country, dials at once', () => {
    expect(dialAt(nowMs, nowMs, { RuleSets: ['us-federal'] }).kind).toBe('dial');
    expect(dialAt(nowMs, nowMs, {}).kind).toBe('dial');
    const toronto = { nowMs, phoneNumber: '+14165550123', constraints: collecting, job: {}, talkedAt: nowMs };
    expect(mayDialUnder(toronto).kind).toBe('dial');
  });

  it('the week that ends at night goes on to the morning', () => {
    // It ended at 20:59:59.999 in New York, after a call that began in time.
    const talkedAt = Date.parse('2026-12-02T01:59:59.999Z');
    expect(dialAt(nowMs + day, talkedAt, collecting)).toEqual({
      kind: 'wait',
      untilMs: Date.parse('2026-12-09T13:00:00Z'),
      reason: 'window',
    });
  });

  it('a week in which the clocks change has its 168 hours, which end on the eighth day', () => {
    // 31 October 2026, 12:00 in New York; the clocks go back the next morning.
    const talkedAt = Date.parse('2026-10-31T16:00:00Z');
    expect(dialAt(talkedAt, talkedAt, collecting)).toMatchObject({
      untilMs: Date.parse('2026-11-07T16:00:00.001Z'), // 11:00
    });
  });

  it('whichever lasts longer counts, the quiet or the limit of dials', () => {
    const limit: Constraints = { ...collecting, MaxAttemptsPerNumber: { Count: 1, Per: '8d' } };
    expect(dialAt(nowMs, nowMs, limit, [nowMs - hour])).toMatchObject({ reason: 'attempts_per_number' });
    expect(dialAt(nowMs, nowMs, limit, [nowMs - 2 * day])).toMatchObject({ reason: 'after_conversation' });
  });

  it('a call that never gave its line back counts as one until its time was over', () => {
    const rules = compileDialRules(campaignData({ Constraints: collecting }));
    const job = { ContactPhoneNumber: phoneNumber, CreatedAt: new Date(nowMs), Attempts: 0 };
    const overAt = nowMs - hour;
    const ask = (until: number, ConversationAt?: Date) =>
      mayDial(rules, {
        nowMs,
        job,
        number: { OnCall: { Until: new Date(until) }, ...(ConversationAt ? { ConversationAt } : {}) },
      });
    const quiet = { kind: 'wait', untilMs: overAt + 7 * day + 1, reason: 'after_conversation' };
    expect(ask(overAt)).toEqual(quiet);
    expect(ask(overAt - day, new Date(overAt))).toEqual(quiet);
    expect(ask(nowMs + hour)).toMatchObject({ reason: 'number_busy' });
  });

  it('the longest quiet of all rules that hold then counts', () => {
    const at = (time: string) => Date.parse(time);
    expect(dialAt(at('2026-12-31T23:59:59.999Z'), at('2026-12-31T00:00:00Z'), twoQuiets).kind).toBe('dial');
    // The longer one ends before its sixty days are over, and after the shorter one's thirty.
    expect(dialAt(at('2027-01-02T00:00:00Z'), at('2027-01-01T00:00:00Z'), twoQuiets)).toMatchObject({
      kind: 'wait',
      untilMs: at('2027-03-02T00:00:00.001Z'),
    });
  });
});
