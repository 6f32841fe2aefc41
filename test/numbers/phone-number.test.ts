import fc from 'fast-check';
import examples from 'libphonenumber-js/examples.mobile.json';
import { type CountryCode, getExampleNumber } from 'libphonenumber-js/max';
import { parsePhoneNumber, redactPhoneNumber } from '../../domain/numbers/phone-number';
import { leastCpuMsOf } from '../support/cpu-time';

const reasonOf = (text: string): string => {
  const parsed = parsePhoneNumber(text);
  return parsed.kind === 'invalid' ? parsed.reason : 'valid';
};

describe('a phone number', () => {
  it('of every country is accepted and kept as it was written', () => {
    for (const country of Object.keys(examples) as CountryCode[]) {
      const e164 = getExampleNumber(country, examples)?.number ?? '';
      expect({ country, parsed: parsePhoneNumber(e164) }).toEqual({
        country,
        parsed: { kind: 'valid', e164 },
      });
    }
  });

  it.each([
    ['', /empty/],
    ['442079460123', /begin with "\+".*never guessed/],
    ['0044 20 7946 0123', /begin with "\+"/],
    ['020 7946 0123', /begin with "\+"/],
    [' +442079460123', /begin with "\+"/],
    ['tel:+442079460123', /begin with "\+"/],
    ['+44 2079460123', /character 4 is a space/],
    ['+442079460123\n', /character 14 is a space/],
    ['+44-2079460123', /character 4 is "-"/],
    ['+1800FLOWERS', /character 6 is a letter/],
    ['+442079460123;ext=5', /character 14 is not a digit/],
    ['+٤٤2079460123', /character 2 is not a digit/],
    ['++442079460123', /character 2 is not a digit/],
    ['+1234567890123456', /16 digits.*at most 15/],
    ['+44207', /5 digits.*at least 7/],
    ['+999123456789', /no country/],
    ['+0442079460123', /no country/],
    ['+3758100885951', /numbering plan of \+375 has no such number/],
    ['+44207946012345', /wrong number of digits.*\+44/],
    ['+14155550', /wrong number of digits.*\+1/],
    ['+11155550123', /numbering plan of \+1 has no such number/],
  ])('like %j is refused and told why', (text, reason) => {
    expect(reasonOf(text)).toMatch(reason);
  });

  it('is in its canonical form once it is accepted, whatever the text was, and no reason repeats it', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 16 });
    const text = fc.oneof(
      fc.string(),
      digits.map((d) => `+${d}`),
      fc.constantFrom('+1202555', '+442079460', '+4930231251').chain((start) => digits.map((d) => start + d)),
    );
    fc.assert(
      fc.property(text, (input) => {
        const parsed = parsePhoneNumber(input);
        if (parsed.kind === 'valid') expect(parsePhoneNumber(parsed.e164)).toEqual(parsed);
        else expect(parsed.reason).not.toContain(input.length > 8 ? input : '\0');
      }),
    );
  });

  it('is checked fast enough for an import of 100,000 rows', () => {
    const ms = leastCpuMsOf(() => {
      for (let i = 0; i < 10_000; i++) parsePhoneNumber(`+1202555${String(i).padStart(4, '0')}`);
    });
    // About 8 µs each. 50 µs would be 5 s for the import, and a change of kind.
    expect((ms * 1_000) / 10_000).toBeLessThan(50);
  });
});

describe('a redacted phone number', () => {
  it.each([
    ['+447700900123', '+44•••••123'],
    ['+14155550199', '+1•••••199'],
    ['+35318765432', '+353•••••432'],
    ['+29051234', '+290•••••4'],
    ['+999123456789', '+•••••789'],
    ['anything else +447700900123', '•••••'],
    ['', '•••••'],
  ])('of %s is %s', (e164, redacted) => {
    expect(redactPhoneNumber(e164)).toBe(redacted);
  });

  it('keeps at least four digits of the subscriber hidden', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 7, maxLength: 15 });
    fc.assert(
      fc.property(digits, (d) => {
        const shown = redactPhoneNumber(`+${d}`).replace(/\D/g, '').length;
        expect(d.length - shown).toBeGreaterThanOrEqual(4);
      }),
    );
  });
});
