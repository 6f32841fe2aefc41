import { isKnownZone } from '../../domain/time/local-time';
import { zonesOf } from '../../domain/numbers/number-zones';
import { plans } from '../../domain/numbers/number-zones/plans';
import { addedZones, newClocks } from '../../domain/time/zone-corrections';
import { places } from './places/places';

describe('the zones a number may be in', () => {
  it.each([
    ['+12125550123', ['America/New_York']],
    // Google's entry for the exchange says Eastern; who moved west inside the area code kept the number.
    ['+18502345678', ['America/Chicago', 'America/New_York']],
    ['+14482345678', ['America/Chicago', 'America/New_York']],
    ['+19152345678', ['America/Chicago', 'America/Denver']],
    ['+74012345678', ['Europe/Kaliningrad']],
    ['+61731234567', ['Australia/Brisbane', 'Australia/Sydney']],
    ['+556812345678', ['America/Rio_Branco']],
    ['+493012345678', ['Europe/Berlin']],
    ['+6421234567', ['Pacific/Auckland', 'Pacific/Chatham']],
  ])('%s: %j', (number, zones) => {
    expect(zonesOf(number)).toEqual(zones);
  });

  it('of a mobile number are all those of its country', () => {
    expect(zonesOf('+61412345678')).toEqual(
      expect.arrayContaining(['Australia/Perth', 'Australia/Lord_Howe', 'Australia/Darwin']),
    );
    expect(zonesOf('+79161234567')).toEqual(expect.arrayContaining(['Asia/Kamchatka', 'Europe/Kaliningrad']));
  });

  it.each([
    ['toll-free', '+18005550123'],
    ['short, of Canada’s 310, which is no area', '+13101234'],
    ['of an area code that is newer than all data', '+12215550123'],
  ])('of a number that is %s are all those of its calling code', (_, number) => {
    expect(zonesOf(number)).toEqual(
      expect.arrayContaining(['America/New_York', 'Pacific/Guam', 'Pacific/Pago_Pago']),
    );
  });

  it('of a number that is newer than the plan of its country are all those of the country', () => {
    for (const { callingCode, zones } of plans)
      expect(zonesOf(`+${callingCode}00000000`)).toEqual(expect.arrayContaining([...zones]));
  });

  it('are compared with a place for each area code of North America that has one', () => {
    const compared = new Set(places.flatMap(({ prefixes }) => prefixes.split(' ')));
    const anywhere = zonesOf('+18005550123');
    const unseen = Array.from({ length: 800 }, (_, i) => `1${200 + i}`).filter(
      (prefix) => zonesOf(`+${prefix}5550123`) !== anywhere && !compared.has(prefix),
    );
    expect(unseen).toEqual([]);
  });

  it('do not depend on the exchange in North America, since numbers are kept when moving', () => {
    for (let areaCode = 200; areaCode < 1000; areaCode += 1) {
      const [first, ...others] = ['2002345', '4564567', '9998765'].map((rest) =>
        zonesOf(`+1${areaCode}${rest}`),
      );
      for (const other of others) expect(other).toBe(first);
    }
  });

  it('are unknown where no country is', () => {
    // Nobody's; shared, by satellite (870, 881), and by networks without a country.
    for (const code of ['999', '800', '808', '870', '878', '881', '882', '883', '888', '979'])
      expect([code, zonesOf(`+${code}612345678`)]).toEqual([code, []]);
  });

  it('are the same array for the same set, so that answers can be remembered by it', () => {
    expect(zonesOf('+12125550123')).toBe(zonesOf('+16175550123'));
  });

  it('are all known to this Node, or calls to them would never be allowed', () => {
    const named = new Set([
      ...addedZones.flatMap(({ zones }) => zones),
      ...plans.flatMap(({ zones, regions }) => [...zones, ...regions.flatMap((region) => region.zones)]),
      ...newClocks.flatMap(({ zone, like }) => [zone, like]),
    ]);
    for (let prefix = 1; prefix < 10_000; prefix += 1) {
      // A correction that this Node cannot read makes its whole set unknown.
      for (const zone of zonesOf(`+${prefix}`)) named.add(zone);
    }
    expect([...named].filter((zone) => !isKnownZone(zone))).toEqual([]);
    expect(addedZones.filter(({ prefix }) => zonesOf(`+${prefix}2345678`).length === 0)).toEqual([]);
    expect(named.size).toBeGreaterThan(280);
  });

  it('that were added each say why, and by which source', () => {
    expect(addedZones.filter(({ reason, source }) => reason === '' || source === '')).toEqual([]);
  });

  it('are those of one region: no plan has an area code twice, and each says where it is', () => {
    expect(new Set(plans.map(({ callingCode }) => callingCode)).size).toBe(plans.length);
    for (const { callingCode, regions } of plans) {
      const areaCodes = regions.flatMap((region) => region.areaCodes.split(' '));
      expect(areaCodes.filter((areaCode) => !/^\d{1,6}$/.test(areaCode))).toEqual([]);
      expect([callingCode, new Set(areaCodes).size]).toEqual([callingCode, areaCodes.length]);
      for (const { where } of regions) expect(where).not.toBe('');
    }
  });
});
