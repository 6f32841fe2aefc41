import fc from 'fast-check';
import { distinct, escaped, unescaped } from '../../api/files/formula-escape';

const signs = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
/** Texts in which what matters is frequent. */
const texts = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom("'", ...signs, '1', 'a'), { maxLength: 6 }).map((all) => all.join('')),
);
const e164 = fc.stringMatching(/^\+[0-9]{7,15}$/);

it('what is escaped is read again as it was, whatever it is', () => {
  fc.assert(
    fc.property(texts, (text) => unescaped(escaped(text)) === text && unescaped(distinct(text)) === text),
  );
});

it('an escaped text begins with no sign that a spreadsheet runs, apostrophes aside', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const cell = escaped(text);
      expect(signs.some((sign) => cell.startsWith(sign)) && !/^\+\d{7,15}$/.test(cell)).toBe(false);
    }),
  );
});

it.each([
  '=1+1',
  '+1 (202) 555-0111',
  '-1',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  "'=1",
  "''+1",
  '＝1',
  '+123456',
  '+1202555011122334',
  '+12025550111\n=1',
])('%j gets one apostrophe', (text) => expect(escaped(text)).toBe(`'${text}`));

it.each(['', "'", "'tis", 'a=1', '1-2', ' =1', '2027-03-11', '{"a":"=1"}'])('%j stays as it is', (text) => {
  expect([escaped(text), unescaped(text)]).toEqual([text, text]);
});

it('a number in E.164 stays as it is both ways', () => {
  fc.assert(fc.property(e164, (number) => escaped(number) === number && unescaped(number) === number));
});
