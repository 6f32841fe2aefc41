import { getCountries, getExampleNumber } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';
import { possibleCountries } from '../../domain/numbers/possible-countries';

describe('a number counts for every country that it may be in', () => {
  it.each([
    ['44', '2079460123', ['GB']],
    ['44', '1534496012', ['JE']],
    ['44', '7781123456', ['GG']],
    ['44', '7624123456', ['IM']],
    ['44', '3300123456', ['GB', 'GG', 'IM', 'JE']], // for all of the United Kingdom and the islands
    ['44', '7700900123', []], // in no plan
    ['61', '412345678', ['AU', 'CC', 'CX']],
    ['262', '269601234', ['YT']],
    ['1', '2125550123', ['US']],
    ['1', '4165550123', ['CA']],
    ['1', '2425550123', ['BS']],
    ['1', '2005550123', []],
    ['49', '3012345678', ['DE']],
    ['999', '12345678', []],
  ])('+%s %s: %j', (callingCode, national, expected) => {
    expect(possibleCountries(callingCode, national).toSorted()).toEqual(expected);
  });

  it('also one of no single country, such as toll-free in North America', () => {
    for (const national of ['8005550123', '5215550123', '9005550123']) {
      expect(possibleCountries('1', national)).toEqual(expect.arrayContaining(['US', 'CA', 'PR']));
    }
  });

  it('and the example number of each country for that country', () => {
    for (const country of getCountries()) {
      const { countryCallingCode, nationalNumber } = getExampleNumber(country, examples) ?? {};
      expect([country, possibleCountries(String(countryCallingCode), String(nationalNumber))]).toEqual([
        country,
        expect.arrayContaining([country]),
      ]);
    }
  });
});
