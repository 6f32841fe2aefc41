import fc from 'fast-check';
import { escaped, unescaped } from '../../api/files/formula-escape';

const cell = fc.oneof(
  fc.string(),
  fc.string({ unit: fc.constantFrom("'", '=', '+', '-', '@', '\t', '\r', '1', 'a'), maxLength: 12 }),
);

it('what was escaped is what it was again', () => {
  fc.assert(
    fc.property(cell, (text) => unescaped(escaped(text)) === text),
    { numRuns: 5_000 },
  );
});

it('no escaped text begins like a formula, except a number in E.164', () => {
  fc.assert(
    fc.property(cell, (text) => !/^[=+\-@\t\r]/.test(escaped(text)) || /^\+\d{7,15}$/.test(text)),
    { numRuns: 5_000 },
  );
});

it.each([
  ['=1+1', "'=1+1"],
  ['+12025550100', '+12025550100'],
  ['+1 202 555 0100', "'+1 202 555 0100"],
  ['+123456', "'+123456"],
  ['-1', "'-1"],
  ['@x', "'@x"],
  ["'=1", "''=1"],
  ["'s-Hertogenbosch", "'s-Hertogenbosch"],
  ['a=1', 'a=1'],
  ['', ''],
])('%j is written as %j', (text, written) => {
  expect([escaped(text), unescaped(written)]).toEqual([written, text]);
});

it('a number that a spreadsheet made a text of is a number', () => {
  expect(unescaped("'+12025550100")).toBe('+12025550100');
});
