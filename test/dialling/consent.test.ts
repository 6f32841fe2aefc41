/** Laws under which a contact is called only with consent: the campaign states it, or nothing is dialled. */
import { type Constraints } from '../../domain/campaigns/campaign-data';
import { dialForecast } from '../../domain/dialling/dial-forecast';
import { compileDialRules, FAR_FUTURE_MS } from '../../domain/dialling/dial-rules';
import { firstDue } from '../../domain/dialling/may-dial';
import { campaignData } from '../support/campaign-data';
import { mayDialUnder } from '../support/may-dial';
import { ownRuleSet } from '../support/own-rule-set';

const phoneNumber = '+12125550123'; // New York
const from = '2027-03-01';
const fromMs = Date.parse('2027-03-01T00:00:00Z');
const hour = 3_600_000;
const law = ownRuleSet('with-consent', [{ from, needsConsent: true }]);
const ended = ownRuleSet('consent-for-a-while', [
  { from, until: '2027-04-01', needsConsent: true },
  { from, until: '2027-05-01', needsConsent: true },
]);
const never = { kind: 'wait', untilMs: FAR_FUTURE_MS, reason: 'consent_not_stated' };

const dialAt = (nowMs: number, constraints: Constraints, job = {}) =>
  mayDialUnder({ nowMs, phoneNumber, constraints, job });
/** Open from 19:00 to 20:00 in New York: the law begins at 19:00 there. */
const evening: Constraints = {
  CallWindows: [{ Days: ['Sat', 'Sun', 'Mon'], Start: '19:00', End: '20:00' }],
};

describe('a law that wants consent', () => {
  it('lets a job wait for a version that states it, and says so', () => {
    expect(dialAt(fromMs, law)).toEqual(never);
    expect(dialAt(fromMs, { ...law, ConsentStated: false })).toEqual(never);
    expect(dialAt(fromMs, { ...law, ConsentStated: true }).kind).toBe('dial');
  });

  it('is content with what a job states for itself, and hears what it takes back', () => {
    const job = (ConsentStated: boolean) => ({ Overrides: { Constraints: { ConsentStated } } });
    expect(dialAt(fromMs, law, job(true)).kind).toBe('dial');
    expect(dialAt(fromMs, { ...law, ConsentStated: true }, job(false))).toEqual(never);
  });

  it('wants none for a number outside its territory, nor of a campaign that does not come under it', () => {
    const london = { nowMs: fromMs, phoneNumber: '+442079460123', constraints: law, job: {} };
    expect(mayDialUnder(london).kind).toBe('dial');
    expect(dialAt(fromMs, {}).kind).toBe('dial');
  });

  it('closes from its first day on: a call before it may not be placed after it began', () => {
    expect(dialAt(fromMs - 1, law)).toMatchObject({ kind: 'dial', untilMs: fromMs });
    expect(dialAt(fromMs - 1, { ...law, ConsentStated: true })).not.toHaveProperty('untilMs');
  });

  it('is asked about the time for which a job waits', () => {
    // Until its window opens again, as the law begins.
    expect(dialAt(fromMs - hour, { ...law, ...evening })).toEqual(never);
    expect(dialAt(fromMs - 24 * hour, { ...law, ...evening })).toMatchObject({ kind: 'dial' });
    const NotBefore = new Date(fromMs).toISOString();
    expect(dialAt(fromMs - hour, { ...law, NotBefore })).toEqual(never);
  });

  it('is named before the night: nothing else makes the job wait for ever', () => {
    expect(dialAt(fromMs + 9 * hour, { ...law, ...evening })).toEqual(never);
    expect(dialAt(fromMs, { ...law, CallWindows: [] })).toMatchObject({ reason: 'window' });
  });

  it('does not let a job expire before its time: its consent may be stated until then', () => {
    const NotAfter = new Date(fromMs + hour).toISOString();
    expect(dialAt(fromMs, { ...law, NotAfter })).toEqual(never);
    expect(dialAt(fromMs + hour, { ...law, NotAfter })).toEqual({ kind: 'failed', reason: 'expired' });
  });

  it('that has ended wants none, and until then a job waits for its end', () => {
    const endMs = Date.parse('2027-05-01T00:00:00Z');
    expect(dialAt(fromMs, ended)).toEqual({ ...never, untilMs: endMs });
    expect(dialAt(endMs, ended).kind).toBe('dial');
  });

  it('counts the job as never called, and a new one falls due never', () => {
    const rules = compileDialRules(campaignData({ Constraints: law }));
    const job = { ContactPhoneNumber: phoneNumber, CreatedAt: new Date(fromMs), Attempts: 0 };
    const never = { kind: 'never', reason: 'consent_not_stated' };
    expect(dialForecast(rules, job, undefined, fromMs)).toEqual(never);
    expect(firstDue(rules, job)).toEqual({
      dueAt: new Date(FAR_FUTURE_MS),
      deferredBy: 'consent_not_stated',
    });
  });
});
