/** What a campaign that says nothing of rule sets is bound by. */
import fc from 'fast-check';
import { type RuleSetChoice } from '../../domain/campaigns/campaign-data';
import { compileDialRules } from '../../domain/dialling/dial-rules';
import { mayDial } from '../../domain/dialling/may-dial';
import { ruleSetChoices, ruleSetNames, ruleSets, ruleSetsFor } from '../../domain/dialling/rule-sets';
import { type RuleSet } from '../../domain/dialling/rule-sets/rule-set';
import { campaignData } from '../support/campaign-data';

const NEW_YORK = '+12125550123';
const MIAMI = '+13055550123';
const BALTIMORE = '+14105550123';
const LONDON = '+442079460123';
const BERLIN = '+493012345678';
const numbers = [NEW_YORK, MIAMI, BALTIMORE, LONDON, BERLIN, '+12145550123', '+18005550123', '+99912345678'];

const namesFor = (choice: RuleSetChoice | undefined, number: string): string[] =>
  ruleSetsFor(choice, number).map(({ name }) => name);

describe('a campaign that says nothing of rule sets', () => {
  const rules = compileDialRules({ ...campaignData(), Constraints: {} });
  const ask = (ContactPhoneNumber: string, time: string, RuleSets?: RuleSetChoice) =>
    mayDial(rules, {
      job: {
        ContactPhoneNumber,
        CreatedAt: new Date('2027-01-01T00:00:00Z'),
        Attempts: 0,
        ...(RuleSets ? { Overrides: { Constraints: { RuleSets } } } : {}),
      },
      nowMs: Date.parse(time),
    });

  it('calls at 20:50 in New York who may be called then there, and until 21:00', () => {
    const [tenToNine, nine] = ['2027-01-16T01:50:00Z', '2027-01-16T02:00:00Z'];
    expect(ask(NEW_YORK, tenToNine)).toMatchObject({ kind: 'dial', untilMs: Date.parse(nine) });
    expect(ask(NEW_YORK, nine)).toMatchObject({ kind: 'wait', reason: 'window' });
    for (const number of [MIAMI, BALTIMORE])
      expect(ask(number, tenToNine)).toEqual({
        kind: 'wait',
        reason: 'window',
        untilMs: Date.parse('2027-01-16T13:00:00Z'),
      });
    expect(ask(LONDON, tenToNine).kind).toBe('wait');
  });

  it('is bound by them for jobs that choose none too', () => {
    expect(ask(MIAMI, '2027-01-16T01:50:00Z', []).kind).toBe('wait');
  });
});

describe('the choice', () => {
  it('auto is every rule set that can apply to the number, but those for certain calls only', () => {
    expect(namesFor('auto', MIAMI)).toEqual(expect.arrayContaining(['us-federal', 'us-florida']));
    expect(namesFor('auto', MIAMI)).not.toContain('us-debt-collection');
    expect(namesFor('auto', LONDON)).toContain('uk');
    for (const number of numbers) {
      const onlyFor = new Set(ruleSets.filter((one) => one.onlyFor !== undefined).map(({ name }) => name));
      const all = namesFor(
        ruleSets.map(({ name }) => name),
        number,
      );
      expect(namesFor('auto', number)).toEqual(all.filter((name) => !onlyFor.has(name)));
      expect(namesFor(undefined, number)).toEqual(namesFor('auto', number));
    }
  });

  it('may name others beside auto', () => {
    const both = namesFor(['us-debt-collection', 'auto'], NEW_YORK);
    expect(new Set(both)).toEqual(new Set([...namesFor('auto', NEW_YORK), 'us-debt-collection']));
  });

  it('is the same array for the same combination, however it was chosen, and never for another', () => {
    const choice = fc.oneof(fc.constant('auto' as const), fc.shuffledSubarray([...ruleSetChoices]));
    const seen = new Map<string, unknown>();
    fc.assert(
      fc.property(choice, fc.constantFrom(...numbers), (chosen, number) => {
        const combination = ruleSetsFor(chosen, number);
        const key = combination.map(({ name }) => name).join();
        expect(seen.get(key) ?? combination).toBe(combination);
        seen.set(key, combination);
      }),
    );
    expect(new Set(seen.values()).size).toBe(seen.size);
  });

  it('of more rule sets than a number has bits is kept apart by each of them', () => {
    const many = Array.from({ length: 70 }, (_, n) => ({
      name: `of-a-test-${n}`,
      title: 'For a calling code that no country has',
      territory: { callingCodes: ['888'] },
      rules: [],
    }));
    const names = many.map(({ name }) => name);
    (ruleSets as RuleSet[]).push(...many);
    (ruleSetNames as string[]).push(...names);
    expect(names.map((name) => namesFor([name], '+88812345678'))).toEqual(names.map((name) => [name]));
    expect(namesFor(names, '+88812345678')).toEqual(names);
  });
});
