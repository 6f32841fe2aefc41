import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { parsePhoneNumber } from '../../domain/numbers/phone-number';
import { contactsCsv } from '../../examples/make-contacts';

const columns = [
  'ContactPhoneNumber',
  'ContactName',
  'ExternalID',
  'Metadata.segment',
  'Data.firstName',
  'Overrides.MaxCallSeconds',
];
const csv = readFileSync(join(__dirname, '../../examples/contacts.csv'), 'utf8');
const rows = parse<Record<string, string>>(csv, { columns: true });
const numbers = rows.map((row) => row['ContactPhoneNumber'] ?? '');

describe('the example contacts', () => {
  it('are what the script writes', () => {
    expect(csv).toBe(contactsCsv());
  });

  it('fill at least 320 rows, every column of each', () => {
    expect(rows.length).toBeGreaterThanOrEqual(320);
    for (const row of rows) {
      expect(Object.keys(row)).toEqual(columns);
      expect(Object.values(row)).not.toContain('');
    }
  });

  it('have only numbers that an import accepts', () => {
    expect(numbers.filter((number) => parsePhoneNumber(number).kind === 'invalid')).toEqual([]);
  });

  it('live in at least 35 countries', () => {
    const countries = new Set(numbers.map((number) => parsePhoneNumberFromString(number)?.country));
    expect(countries).not.toContain(undefined);
    expect(countries.size).toBeGreaterThanOrEqual(35);
  });

  it('are all different', () => {
    expect(new Set(numbers).size).toBe(rows.length);
    expect(new Set(rows.map((row) => row['ExternalID'])).size).toBe(rows.length);
  });

  it('meet every special outcome of the simulator at least twice, and the ordinary ones three times in four', () => {
    const endings = numbers.map((number) => Number(number.slice(-2)));
    for (let special = 80; special <= 99; special++) {
      expect(endings.filter((ending) => ending === special).length).toBeGreaterThanOrEqual(2);
    }
    const share = endings.filter((ending) => ending < 80).length / endings.length;
    expect(share).toBeGreaterThan(0.7);
    expect(share).toBeLessThan(0.8);
  });
});
