/** Numbers as lists have them: the right number or a reason, never another number. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import examples from 'libphonenumber-js/examples.mobile.json';
import {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  getExampleNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';
import { numberTypes, plans } from '../../domain/numbers/numbering-plans';
import { parsePhoneNumber } from '../../domain/numbers/phone-number';
import {
  isRegion,
  looksLikeNumber,
  type NumberReading,
  readWrittenNumber,
} from '../../domain/numbers/written-number';
import { leastCpuMsOf } from '../support/cpu-time';

const numberIn = (text: string, reading?: NumberReading): string | undefined => {
  const read = readWrittenNumber(text, reading);
  return read.kind === 'valid' ? read.e164 : undefined;
};
const reasonOf = (text: string, reading?: NumberReading): string => {
  const read = readWrittenNumber(text, reading);
  return read.kind === 'invalid' ? read.reason : 'valid';
};
const region = (code: CountryCode): NumberReading => ({ region: code });
const perhaps = (country: CountryCode | undefined): NumberReading => (country ? { region: country } : {});
const withoutPlus: NumberReading = { withoutPlus: true };

describe('an international number', () => {
  it.each([
    ['+12025550132', '+12025550132'],
    ['+1 (202) 555-0132', '+12025550132'],
    ['(+1) 202 555 0132', '+12025550132'],
    ['+1.202.555.0139', '+12025550139'],
    ['+33.1.99.00.00.00', '+33199000000'],
    ['+44/20/7946/0123', '+442079460123'],
    ['+49 30/123456', '+4930123456'],
    ['+49 30 123456-0', '+49301234560'],
    ['[+44] 20 7946 0123', '+442079460123'],
    ['tel:+1-202-555-0123', '+12025550123'],
    ['TEL: +1 202 555 0123', '+12025550123'],
    ['tel:020-7946-0123;phone-context=+44', '+442079460123'],
    ['tel:555-0132;phone-context=+1-202', '+12025550132'],
    ['tel:+1-202-555-0123;phone-context=+1;isub=5', '+12025550123'],
    ["'+12025550133", '+12025550133'],
    ['="+12025550134"', '+12025550134'],
    ['=+12025550134', '+12025550134'],
    ['"+12025550134"', '+12025550134'],
    ['“+12025550134”', '+12025550134'],
    [' \t+12025550140 \r\n', '+12025550140'],
    ['+12025550140;', '+12025550140'],
    ['\ufeff+12025550140', '+12025550140'],
    ['+44\u00a020\u00a07946\u00a00124', '+442079460124'],
    ['+44\u202f20\u20077946\u30000124', '+442079460124'],
    ['+1\u2011202\u2010555\u20120136', '+12025550136'],
    ['+1\u2013202\u2014555\u22120136', '+12025550136'],
    ['+1\uff0d202\u30fc555\ufe630136', '+12025550136'],
    ['+12025550138\u200e', '+12025550138'],
    ['\u202a+1202555\u200b0138\u202c', '+12025550138'],
    ['\u2066+1\u00ad202\u20605550138\u2069', '+12025550138'],
    ['＋１２０２５５５０１３７', '+12025550137'],
    ['（＋１）２０２．５５５－０１３７', '+12025550137'],
    ['+٤٤٢٠٧٩٤٦٠١٢٣', '+442079460123'],
    ['+۴۴۲۰۷۹۴۶۰۱۲۳', '+442079460123'],
    ['+९१७००००००००१', '+917000000001'],
    ['+𝟏𝟚𝟎𝟤𝟓𝟻𝟓0𝟙𝟛𝟐', '+12025550132'],
  ])('%j is %s', (text, e164) => expect(readWrittenNumber(text)).toEqual({ kind: 'valid', e164 }));

  it.each([
    ['+44 (0) 20 7946 0958', '+442079460958'],
    ['+44(0)2079460958', '+442079460958'],
    ['+44 [ 0 ] 20 7946 0958', '+442079460958'],
    ['+44 0 20 7946 0958', '+442079460958'],
    ['+44 (020) 7946 0958', '+442079460958'],
    ['+34 (0) 91 123 4567', '+34911234567'],
    ['+39 (0) 6 69812345', '+390669812345'],
    ['+39 06 69812345', '+390669812345'],
    ['+380 (0) 50 123 4567', '+380501234567'],
    ['+38 (050) 123-45-67', '+380501234567'],
  ])('%j, with the prefix that is dialled within the country, is %s', (text, e164) =>
    expect(numberIn(text)).toBe(e164),
  );

  it('that may be two, by whether the zero in brackets is dialled, is refused', () =>
    expect(reasonOf('+39 (0) 312 345 6789')).toMatch(/zero in brackets/));

  it.each([
    ['+521 55 1234 5678', '+525512345678'],
    ['+55 (11) 8765-4321', '+5511987654321'],
    ['+229 97 12 34 56', '+2290197123456'],
    ['+1 (861) 555-0123', '+18615550123'],
  ])('in an old form, or of an area code that is newer than the library: %j is %s', (text, e164) =>
    expect(numberIn(text)).toBe(e164),
  );

  it.each([
    'x123',
    ' x 123',
    ' ext. 123',
    ' ext:123',
    ' Extension 123',
    ' xtn 123',
    ';ext=123',
    ' #123',
    ' (x123)',
  ])('has its extension beside it: %j', (extension) =>
    expect(readWrittenNumber(`+1 202 555 0135${extension}`)).toEqual({
      kind: 'valid',
      e164: '+12025550135',
      extension: '123',
    }),
  );
  it('has its extension beside it in a link, and as a national number', () => {
    const read = { kind: 'valid', e164: '+12025550135', extension: '7' };
    expect(readWrittenNumber('tel:+1-202-555-0135;ext=7')).toEqual(read);
    expect(readWrittenNumber('(202) 555-0135 x7', region('US'))).toEqual(read);
  });
});

describe('a number without +', () => {
  it.each<[string, CountryCode, string]>([
    ['(202) 555-0144', 'US', '+12025550144'],
    ['1-202-555-0144', 'US', '+12025550144'],
    ['(202) 555-0144', 'CA', '+12025550144'],
    ['(861) 555-0123', 'US', '+18615550123'],
    ['020 7946 0123', 'GB', '+442079460123'],
    ['(0)20 7946 0123', 'GB', '+442079460123'],
    ['2079460123', 'GB', '+442079460123'],
    ['030/123456', 'DE', '+4930123456'],
    ['15112345678', 'DE', '+4915112345678'],
    ['06 69812345', 'IT', '+390669812345'],
    ['8 (495) 123-45-67', 'RU', '+74951234567'],
    ['1 55 1234 5678', 'MX', '+525512345678'],
    ['(11) 8765-4321', 'BR', '+5511987654321'],
    ['011 15-2345-6789', 'AR', '+5491123456789'],
    ['923000000001', 'PK', '+923000000001'],
    ['917000000001', 'IN', '+917000000001'],
  ])('%j in %s is %s', (text, country, e164) => expect(numberIn(text, region(country))).toBe(e164));

  it.each<[string, CountryCode, string]>([
    ['0044 20 7946 0123', 'GB', '+442079460123'],
    ['0044 20 7946 0123', 'US', '+442079460123'],
    ['0044 (0)20 7946 0123', 'DE', '+442079460123'],
    ['00 1 202 555 0132', 'HK', '+12025550132'],
    ['011 44 20 7946 0123', 'US', '+442079460123'],
    ['0011 44 20 7946 0123', 'AU', '+442079460123'],
    ['010 44 20 7946 0123', 'JP', '+442079460123'],
    ['8 10 44 20 7946 0123', 'RU', '+442079460123'],
  ])('%j, with what is dialled before numbers of other countries, is in %s %s', (text, country, e164) =>
    expect(numberIn(text, region(country))).toBe(e164),
  );

  it.each([
    ['923000000001', '+923000000001'],
    ['44 20 7946 0123', '+442079460123'],
    ['0044 20 7946 0123', '+442079460123'],
    ['+44 20 7946 0123', '+442079460123'],
    ['44 (0) 20 7946 0123', '+442079460123'],
  ])('is international where the list says so: %j is %s', (text, e164) => {
    expect(numberIn(text, withoutPlus)).toBe(e164);
    expect(numberIn(text, { withoutPlus: true, region: 'US' })).toBe(e164);
  });

  it.each(['923000000001', '(202) 555-0144', '020 7946 0123', '0044 20 7946 0123', '011 44 20 7946 0123'])(
    'is refused where nothing says what it is, naming both ways out: %j',
    (text) => expect(reasonOf(text)).toMatch(/region=.*withoutPlus=true|withoutPlus=true.*region=/),
  );

  it.each<[string, NumberReading, RegExp]>([
    ['020 7946 0123', withoutPlus, /begins with 0/],
    ['011 44 20 7946 0123', region('GB'), /no number of GB/],
    ['442079460123', region('US'), /no number of US.*other countries with "\+"/],
    ['555-0132', region('US'), /no number of US/],
    ['00 98 9601', region('GB'), /no number of GB/],
    ['001 800 700 0000', region('TH'), /two different numbers/],
    // Without its 011 15, of a mobile phone in Buenos Aires, it would be toll-free.
    ['011 15 800 094 1232', region('AR'), /no number of AR/],
    ['00 80 999 6691', region('TH'), /no number of TH/],
    ['02 00 00 00', region('GA'), /two different numbers/],
    ['0618610000 00000', region('DE'), /no number of DE/],
    ['3012345678', region('DE'), /does not begin with 0.*area code/],
    ['4918012345', region('DE'), /two different numbers/],
    ['0037 6 712345', region('JP'), /two different numbers/],
    ['0011 423 800 26 03', region('AU'), /no number of AU/],
    ['0042 38 00 26 03', region('BR'), /no number of BR/],
    ['112', region('DE'), /3 digits.*short code/],
    ['116 117', region('DE'), /6 digits.*short code/],
    ['911', region('US'), /short code/],
  ])('is refused where it is none, or may be another: %j, %j', (text, reading, reason) =>
    expect(reasonOf(text, reading)).toMatch(reason),
  );
});

describe('what is no number', () => {
  const damaged = [
    ...['9.17E+11', '9,17E+11', '1.20256E+10', '+1.20256E+10', '1.20255501e10', '1E+11', '9.17×10^11'],
    ...['#####', '#NAME?', '#VALUE!', '#ERROR!', '#REF!', '#N/A', '#DIV/0!', '#BEZUG!', '#'],
    ...[
      '12025550132.0',
      '12025550132,0',
      '12025550132.00',
      '+12025550132.0',
      '917000000001.0',
      '49 30 123456,00',
    ],
    ...['12,025,550,132', '12,025,550,132.00', '12.025.550.132,00', '-1701234518', '="9.17E+11"'],
  ];
  it.each(damaged)('because a spreadsheet has damaged it is refused with the cure: %j', (text) => {
    for (const reading of [{}, region('US'), region('DE'), region('IN'), withoutPlus])
      expect(reasonOf(text, reading)).toMatch(/spreadsheet.*set the format of the column to text/);
  });

  it.each([
    '+12025550132, +12025550133',
    '+12025550132/+12025550133',
    '+12025550132 ::: +12025550133',
    '+12025550132\n+12025550133',
    '2025550132; 2025550133',
    '(202) 555-0132 or (202) 555-0133',
    '2025550132 2025550133',
    '202-555-0132 x2025550133',
  ])('because it is two is refused, saying so: %j', (text) => {
    for (const reading of [{}, region('US'), withoutPlus])
      expect(reasonOf(text, reading)).toMatch(/more than one number/);
  });
  it('because its last digits are the ending of another is refused', () =>
    expect([reasonOf('030 123456/57', region('DE')), reasonOf('202-555-0132/0133', region('US'))]).toEqual([
      expect.stringMatching(/more than one number/),
      expect.stringMatching(/more than one number/),
    ]));

  it.each([
    ['', /empty/],
    ['   ', /empty/],
    ['-', /empty/],
    ['?', /no digits/],
    ['n/a', /no digits/],
    ['+', /0 digits/],
    ['+1800FLOWERS', /letters/],
    ['tel:7042;phone-context=example.com', /letters/],
    ['+1 202 *** 0132', /a character that is not written/],
    ['202+5550132', /"\+" stands after digits/],
    ['+0044 20 7946 0123', /no country/],
    ['+1 202 555 013', /wrong number of digits/],
    ['+12345', /5 digits/],
    ['1'.repeat(121), /longer than any number/],
  ])('is refused and told why: %j', (text, reason) => expect(reasonOf(text)).toMatch(reason));
});

it('every number of the list of formats is read', () => {
  const text = readFileSync(join(__dirname, '../files/lists/formats.csv'), 'utf8');
  const cells = parse(text, { columns: true }).map(
    (row) => (row as Record<string, string>).ContactPhoneNumber ?? '',
  );
  const numbers = [
    '0132',
    '',
    '',
    '0123',
    '0133',
    '0134',
    '0135',
    '',
    '0136',
    '0137',
    '0138',
    '0139',
    '0140',
  ];
  const british = new Map([
    [1, '+442079460958'],
    [2, '+442079460123'],
    [7, '+442079460124'],
  ]);
  expect(cells.map((cell) => numberIn(cell, region('US')))).toEqual(
    numbers.map((line, row) => british.get(row) ?? `+1202555${line}`),
  );
  expect(cells.filter((cell) => numberIn(cell) === undefined)).toEqual([expect.stringMatching(/^0044/)]);
  expect(cells.every(looksLikeNumber)).toBe(true);
});

/** Of each type that a country has, numbers that exist. */
const existing = getCountries().map((country) => {
  plans.selectNumberingPlan(country);
  const own = new RegExp(`^(?:${plans.nationalNumberPattern()})$`);
  const types = numberTypes.flatMap((type) => plans.type(type)?.pattern() || []);
  const byPattern = types.map((pattern) =>
    fc.stringMatching(new RegExp(`^(?:${pattern})$`)).filter((national) => own.test(national)),
  );
  const example = getExampleNumber(country, examples)?.nationalNumber ?? '';
  return fc
    .oneof(fc.constant(example), ...byPattern)
    .map((national) => ({ country, e164: `+${getCountryCallingCode(country)}${national}` }));
});
const numbers = fc.oneof(...existing).filter(({ e164 }) => {
  const parsed = parsePhoneNumber(e164);
  return parsed.kind === 'valid' && parsed.e164 === e164;
});
const signs = fc.constantFrom('', '', '', ' ', '-', '.', '\u00a0', '\u2011', '\u200b', ' - ', ') ', ' (');
/** The same digits with signs between them. */
const signed = (digits: string): fc.Arbitrary<string> =>
  fc
    .array(signs, { minLength: digits.length, maxLength: digits.length })
    .map((between) => [...digits].map((digit, at) => digit + (at === 0 ? '' : between[at])).join(''));
const RUNS = { numRuns: 5_000 };

it('a number of any country, whatever signs are between its digits, is that number or is refused', () => {
  let read = 0;
  const written = numbers.chain(({ e164 }) => fc.tuple(fc.constant(e164), signed(e164)));
  fc.assert(
    fc.property(written, fc.constantFrom(...getCountries(), undefined), ([e164, text], country) => {
      const found = numberIn(text, perhaps(country));
      if (found === e164) read += 1;
      else if (found !== undefined) throw new Error(`${text} is read as ${found}`);
    }),
    RUNS,
  );
  expect(read / RUNS.numRuns).toBeGreaterThan(0.9);
});

it('a number as its own country writes it is that number or is refused', () => {
  let read = 0;
  const written = numbers.chain(({ country, e164 }) => {
    const parsed = parsePhoneNumberFromString(e164);
    // Some numbers are of another country with the same calling code, which writes them in another way.
    const owner = parsed?.country ?? country;
    const text = parsed?.formatNational() ?? '';
    return fc.tuple(
      fc.constant({ owner, e164 }),
      fc.oneof(fc.constant(text), signed(text.replace(/\D/g, ''))),
    );
  });
  fc.assert(
    fc.property(written, ([{ owner, e164 }, text]) => {
      const found = numberIn(text, region(owner));
      if (found === e164) read += 1;
      else if (found !== undefined) throw new Error(`${text} in ${owner} is read as ${found}, not ${e164}`);
      if (numberIn(text) !== undefined) throw new Error(`${text} is read without a region`);
    }),
    RUNS,
  );
  expect(read / RUNS.numRuns).toBeGreaterThan(0.8);
});

it('a number without its + is that number or is refused, with 00 before it and without', () => {
  const prefix = fc.constantFrom('', '00');
  fc.assert(
    fc.property(numbers, prefix, ({ country, e164 }, zeros) => {
      const text = zeros + e164.slice(1);
      for (const reading of [withoutPlus, region(country)]) {
        const found = numberIn(text, reading);
        if (found !== undefined && found !== e164)
          throw new Error(`${text} in ${country} is read as ${found}`);
      }
      expect(numberIn(text, withoutPlus)).toBe(e164);
      expect(numberIn(text)).toBeUndefined();
    }),
    RUNS,
  );
});

it('with 00 before it, it is that number or is refused in every region', () => {
  fc.assert(
    fc.property(numbers, fc.constantFrom(...getCountries()), ({ e164 }, country) => {
      const found = numberIn(`00${e164.slice(1)}`, region(country));
      if (found !== undefined && found !== e164) throw new Error(`${e164} in ${country} is read as ${found}`);
    }),
    RUNS,
  );
});

/** What may be dialled before a number in its country, short forms and carrier codes among it. */
const prefixes = new Map(
  getCountries().map((country) => {
    plans.selectNumberingPlan(country);
    const ownPrefix = plans.nationalPrefixForParsing();
    const usual = fc.constantFrom('', '', '0', '1', '8', '00', '011', '810');
    return [
      country,
      ownPrefix
        ? fc.oneof(usual, fc.stringMatching(new RegExp(`^(?:${ownPrefix.replaceAll('$', '')})$`)))
        : usual,
    ];
  }),
);

it('a national number, read mostly without asking the library, is what the library says', () => {
  const written = numbers.chain(({ country, e164 }) => {
    const callingCode = getCountryCallingCode(country);
    const prefix = prefixes.get(country) ?? fc.constant('');
    const others = getCountries().filter((other) => getCountryCallingCode(other) === callingCode);
    return fc.record({
      text: prefix.map((before) => before + e164.slice(1 + callingCode.length)),
      country: fc.constantFrom(country, ...others, ...getCountries()),
    });
  });
  fc.assert(
    fc.property(written, ({ text, country }) => {
      const found = numberIn(text, region(country));
      if (found === undefined) return;
      const theirs = parsePhoneNumberFromString(text, { defaultCountry: country, extract: false });
      // Two prefixes, of which the second goes when it is in E.164, are none.
      const isTaken = !text.startsWith('00') || theirs?.isValid();
      const canonical = theirs && isTaken ? numberIn(theirs.number) : undefined;
      // Where the library has no number: with 00 in place of "+", and whole numbers that begin like a prefix.
      const others = [`+${text.slice(2)}`, `+${text}`, `+${getCountryCallingCode(country)}${text}`];
      const isTheirs =
        canonical === undefined ? others.some((other) => numberIn(other) === found) : found === canonical;
      if (!isTheirs) throw new Error(`${text} in ${country} is ${found}, by the library ${canonical}`);
    }),
    { numRuns: 20_000 },
  );
});

it('a text reads the same with blanks around it, though most are read in a quicker way', () => {
  const text = fc.oneof(
    fc.string({ unit: fc.constantFrom(...'+00123456789 -()'), maxLength: 24 }),
    numbers.chain(({ e164 }) => signed(e164)),
    numbers.chain(({ e164, country }) => signed(`0${e164.slice(1 + getCountryCallingCode(country).length)}`)),
  );
  fc.assert(
    fc.property(
      text,
      fc.constantFrom(...getCountries(), undefined),
      fc.boolean(),
      (written, country, isWhole) => {
        const reading = { ...perhaps(country), withoutPlus: isWhole };
        expect(numberIn(`\u200b ${written}`, reading)).toBe(numberIn(written, reading));
      },
    ),
    RUNS,
  );
});

it('whatever the text, it is a canonical number or a reason that does not repeat it', () => {
  const piece = fc.constantFrom(
    ...[
      '+',
      '00',
      '(0)',
      '(',
      ')',
      '-',
      '.',
      ',',
      ';',
      '/',
      ' x',
      ' ext. ',
      ';ext=',
      '#',
      'tel:',
      ';phone-context=+',
      '=',
    ],
    ...[
      '"',
      "'",
      'E+',
      '\n',
      '\u200e',
      '٤',
      '１',
      '1',
      '202',
      '5550132',
      '44',
      '20',
      '7946',
      '0123',
      ':::',
      ' or ',
    ],
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(piece, { maxLength: 12 }).map((all) => all.join('')),
  );
  fc.assert(
    fc.property(
      text,
      fc.constantFrom(...getCountries(), undefined),
      fc.boolean(),
      (written, country, isWhole) => {
        const read = readWrittenNumber(written, { ...perhaps(country), withoutPlus: isWhole });
        if (read.kind === 'valid') {
          expect(parsePhoneNumber(read.e164)).toEqual({ kind: 'valid', e164: read.e164 });
          expect(written.replace(/[^\p{Nd}]/gu, '').length).toBeGreaterThanOrEqual(7);
        } else {
          const digits = written.replace(/\D/g, '');
          if (digits.length > 5) expect(read.reason.replaceAll('442079460123', '')).not.toContain(digits);
        }
      },
    ),
    { numRuns: 20_000 },
  );
});

it('no exponent, rounded from a number of any country, is ever a number', () => {
  fc.assert(
    fc.property(
      numbers,
      fc.nat(10),
      fc.constantFrom(...getCountries()),
      ({ e164, country }, places, other) => {
        const text = Number(e164).toExponential(places);
        for (const damaged of [
          text,
          text.replace('.', ','),
          text.toUpperCase(),
          `${e164.slice(1)}.0`,
          `${e164},00`,
        ])
          for (const reading of [{}, withoutPlus, region(country), region(other)])
            expect(numberIn(damaged, reading)).toBeUndefined();
      },
    ),
    { numRuns: 1_000 },
  );
});

it('a region is a country of the library, in capitals', () => {
  expect(['US', 'GB', 'XK'].every(isRegion)).toBe(true);
  expect(['us', 'UK', 'EN', '', 'USA', '001', 'toString'].some(isRegion)).toBe(false);
});

it.each([
  ...[
    '+12025550132',
    '(202) 555-0144',
    '923000000001',
    '="+12025550134"',
    "'+1 202 555 0132",
    'tel:+1-202-555-0123',
  ],
  ...[
    '+1 202 555 0135 x123',
    '020 7946 0123',
    '٠٢٠ ٧٩٤٦ ٠١٢٣',
    '＋１２０２５５５０１３７',
    '12025550132.0',
    '555-0132',
  ],
])('%j looks like a number', (text) => expect(looksLikeNumber(text)).toBe(true));
it.each([
  ...[
    '',
    'Mira',
    'ContactPhoneNumber',
    'phone number',
    '123456',
    '1234567890123456',
    '2027-01-31',
    '31.01.2027',
  ],
  ...['1/31/2027', '9.17E+11', '#####', '12 Main St 2025550', 'a1234567', '1,234,567', '1'.repeat(200)],
])('%j does not look like a number', (text) => expect(looksLikeNumber(text)).toBe(false));

it('a number is read fast enough for an import of a million rows', () => {
  const texts = ['+12025550132', '+1 (202) 555-0132', '(202) 555-0144', '+44 20 7946 0123'];
  for (const text of texts) {
    const ms = leastCpuMsOf(() => {
      for (let i = 0; i < 20_000; i += 1) readWrittenNumber(text, region('US'));
    });
    // About half a microsecond each; a question to the library is 10 to 20.
    expect((ms * 1_000) / 20_000).toBeLessThan(5);
  }
});
