/**
 * Numbers in the form they had before their country changed its plan. Phones, carriers and old lists still show them,
 * but the library knows only today's plans. Here are only changes that turned each old number into exactly one new one:
 * no guesses. Change `canonicalFormsVersion` with this table.
 */
const changes: { was: RegExp; is: string }[] = [
  // Mexico, until August 2019: a 1 before the ten digits of a mobile phone.
  { was: /^\+521(?<line>\d{10})$/, is: '+52$<line>' },
  // Brazil, until November 2016: no 9 before the eight digits of a mobile phone.
  { was: /^\+55(?<area>\d{2})(?<line>[6-9]\d{7})$/, is: '+55$<area>9$<line>' },
  // Benin, until November 2024: no 01 before the eight digits of any phone.
  { was: /^\+229(?<line>\d{8})$/, is: '+22901$<line>' },
];

/** The number that replaced an old one. Use it only for numbers that do not exist: some kept their old form. */
export function successorOf(e164: string): string | undefined {
  const change = changes.find(({ was }) => was.test(e164));
  return change && e164.replace(change.was, change.is);
}
