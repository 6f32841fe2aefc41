import fc from 'fast-check';
import { callerIdsOf, type ContactToCall } from '../../domain/calls/caller-id';
import { leastCpuMsOf } from '../support/cpu-time';

const chooseCallerId = (campaign: Parameters<typeof callerIdsOf>[0], contact: ContactToCall) =>
  callerIdsOf(campaign)(contact);
const on = { Disabled: false };
const off = { Disabled: true };

/** Enabled in London, New York, Los Angeles and Toronto; one in New York is disabled. */
const campaign = {
  CallerID: '+12025550100',
  AvailableCallerIDs: {
    '+12125550101': on,
    '+13125550102': off,
    '+13105550103': on,
    '+14165550104': on,
    '+442079460105': on,
    '+441614960106': on,
  },
};

describe('the caller ID of a job', () => {
  const contact = '+12125550199';
  const cases: [named: string | undefined, chosen: string, why: string][] = [
    ['+13105550103', '+13105550103', 'an enabled one of the campaign'],
    ['+12025550100', '+12025550100', "the campaign's own"],
    ['+13125550102', '+12125550101', 'a disabled one: the automatic choice'],
    ['+14155550103', '+12125550101', "somebody else's: the automatic choice"],
    ['constructor', '+12125550101', 'a name every object has: the automatic choice'],
    [undefined, '+12125550101', 'none: the automatic choice'],
  ];
  it.each(cases)('that names %s is %s (%s)', (named, chosen) => {
    expect(chooseCallerId(campaign, { CallerID: named, ContactPhoneNumber: contact })).toBe(chosen);
  });
});

describe('the automatic choice', () => {
  const cases: [contact: string, chosen: string[], why: string][] = [
    ['+12125550150', ['+12125550101'], 'the same area code'],
    ['+13105550150', ['+13105550103'], 'the same area code'],
    ['+13125550150', ['+12125550101', '+13105550103'], 'its area has only a disabled one: the same country'],
    ['+12135550150', ['+12125550101', '+13105550103'], 'two digits of an area code are no area'],
    ['+14365550150', ['+12125550101', '+13105550103'], 'an area code that the phone library does not know'],
    ['+16045550150', ['+14165550104'], 'Canada shares a country code with the US and is another country'],
    ['+442071230150', ['+442079460105'], 'London'],
    ['+441612340150', ['+441614960106'], 'Manchester'],
    ['+441212340150', ['+441614960106'], 'Birmingham begins with the same digit as Manchester'],
    ['+447400123450', ['+442079460105', '+441614960106'], 'a British mobile has no city'],
    ['+33142345678', ['+12025550100'], "no number in that country: the campaign's own"],
  ];
  it.each(cases)('for %s is among %j (%s)', (contact, chosen) => {
    expect(chosen).toContain(chooseCallerId(campaign, { ContactPhoneNumber: contact }));
  });
});

describe("the campaign's own number", () => {
  const contact = { ContactPhoneNumber: '+33142345678' };
  it('is never used while the list disables it', () => {
    const own = { CallerID: '+12025550100', AvailableCallerIDs: { '+12025550100': off } };
    expect(chooseCallerId(own, contact)).toBeUndefined();
    expect(chooseCallerId(own, { ...contact, CallerID: '+12025550100' })).toBeUndefined();
  });
  it('is used while the list has it enabled, or not at all', () => {
    for (const AvailableCallerIDs of [{ '+12025550100': on }, {}])
      expect(chooseCallerId({ CallerID: '+12025550100', AvailableCallerIDs }, contact)).toBe('+12025550100');
  });
});

const area = fc.constantFrom('+1202', '+1212', '+1310', '+1416', '+4420', '+44161', '+33142');
const number = fc.tuple(area, fc.integer({ min: 0, max: 99_999_999 })).map(
  ([start, rest]) =>
    `${start}${String(rest)
      .padStart(8, '5')
      .slice(0, 12 - start.length)}`,
);
const available = fc.dictionary(number, fc.record({ Disabled: fc.boolean() }), { maxKeys: 20 });

describe('whatever the campaign and the contact', () => {
  it('a disabled number is never chosen, and none only when none is left', () => {
    fc.assert(
      fc.property(
        number,
        available,
        number,
        fc.option(number, { nil: undefined }),
        (CallerID, list, to, named) => {
          const chosen = chooseCallerId(
            { CallerID, AvailableCallerIDs: list },
            { ContactPhoneNumber: to, CallerID: named },
          );
          if (chosen === undefined) expect(list[CallerID]?.Disabled).toBe(true);
          else expect(list[chosen]?.Disabled ?? chosen !== CallerID).toBe(false);
        },
      ),
    );
  });

  it('the choice depends on the contact and the enabled numbers alone, not on their order or on who asks', () => {
    fc.assert(
      fc.property(number, available, number, (CallerID, list, ContactPhoneNumber) => {
        const reversed = Object.fromEntries(Object.entries(list).reverse());
        const enabled = Object.fromEntries(Object.entries(list).filter(([, { Disabled }]) => !Disabled));
        const choices = [list, reversed, structuredClone(list)].map((AvailableCallerIDs) =>
          chooseCallerId({ CallerID, AvailableCallerIDs }, { ContactPhoneNumber }),
        );
        expect(new Set(choices).size).toBe(1);
        if (Object.keys(enabled).some((one) => one === choices[0]))
          expect(chooseCallerId({ CallerID, AvailableCallerIDs: enabled }, { ContactPhoneNumber })).toBe(
            choices[0],
          );
      }),
    );
  });
});

describe('ten numbers of one area and 10,000 contacts', () => {
  const numbers = Array.from({ length: 10 }, (_, i) => `+1212555010${i}`);
  const contacts = Array.from({ length: 10_000 }, (_, i) => `+1212${5_550_000 + i}`);
  const choicesOf = (enabled: string[]): (string | undefined)[] => {
    const AvailableCallerIDs = Object.fromEntries(
      numbers.map((one) => [one, { Disabled: !enabled.includes(one) }]),
    );
    return contacts.map((ContactPhoneNumber) =>
      chooseCallerId({ CallerID: '+12025550100', AvailableCallerIDs }, { ContactPhoneNumber }),
    );
  };
  const before = choicesOf(numbers);

  it('each number gets its even share', () => {
    const share = contacts.length / numbers.length;
    const chiSquare = numbers
      .map((one) => before.filter((chosen) => chosen === one).length)
      .reduce((sum, count) => sum + (count - share) ** 2 / share, 0);
    // Nine degrees of freedom: chance alone exceeds 27.9 once in a thousand, and this is not left to chance.
    expect(chiSquare).toBeLessThan(27.9);
  });

  it.each(numbers)('when %s is disabled, only its own contacts get another number', (disabled) => {
    const after = choicesOf(numbers.filter((one) => one !== disabled));
    expect(after).not.toContain(disabled);
    const moved = contacts.filter((_, i) => before[i] !== after[i]);
    expect(moved).toEqual(contacts.filter((_, i) => before[i] === disabled));
    // They are spread over all the others, not handed to a neighbour.
    expect(new Set(after.filter((_, i) => before[i] === disabled)).size).toBe(numbers.length - 1);
  });
});

it('a choice among a thousand numbers costs microseconds, also of a campaign that was loaded again', () => {
  const AvailableCallerIDs = Object.fromEntries(
    Array.from({ length: 1_000 }, (_, i) => [`+1212555${1_000 + i}`, on] as const),
  );
  const choose = (list: Record<string, { Disabled: boolean }>, i: number): unknown =>
    chooseCallerId(
      { CallerID: '+12025550100', AvailableCallerIDs: list },
      { ContactPhoneNumber: `+1212556${1_000 + (i % 9_000)}` },
    );
  choose(AvailableCallerIDs, 0);
  const ms = leastCpuMsOf(() => {
    for (let i = 0; i < 2_000; i += 1) choose(AvailableCallerIDs, i);
    for (let i = 0; i < 200; i += 1) choose({ ...AvailableCallerIDs }, i);
  });
  // A tenth of this on a quiet machine. Reading each number again costs 10 µs: 2 s for the 200 reloads, 20 s for the
  // choices.
  expect(ms).toBeLessThan(1_500);
});
