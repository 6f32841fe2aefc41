import examples from 'libphonenumber-js/examples.mobile.json';
import { getCountries, getExampleNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { countryOfNumber } from '../../domain/numbers/country';

it('the country and calling code of a number are those that the library reads in it, in every country', () => {
  const numbers = getCountries().flatMap((country) => getExampleNumber(country, examples)?.number ?? []);
  // Satellites and toll-free numbers of the whole world are of no country.
  numbers.push('+80012345678', '+870772001234', '+18005550123');
  expect(numbers.length).toBeGreaterThan(200);
  for (const number of numbers) {
    const { country, callingCode } = countryOfNumber(number);
    const read = parsePhoneNumberFromString(number);
    expect([number, country, callingCode]).toEqual([number, read?.country, read?.countryCallingCode]);
  }
});
