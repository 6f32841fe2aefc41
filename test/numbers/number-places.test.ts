import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import examples from 'libphonenumber-js/examples.mobile.json';
import { getCountries, getExampleNumber } from 'libphonenumber-js/max';
import { isKnownZone } from '../../domain/time/local-time';
import { zonesOf } from '../../domain/numbers/number-zones';
import { places } from './places/places';

const hour = 3_600_000;
const yearStart = Date.parse('2026-12-01T00:00:00Z');
/** Six hours apart, through a year. */
const steps = Array.from({ length: 365 * 4 }, (_, i) => yearStart + i * 6 * hour);

/** How far a zone's clocks are from UTC, such as "GMT+05:30", asked of Intl. */
function offset(zone: string, ms: number): string {
  const format =
    formats.get(zone) ?? new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
  formats.set(zone, format);
  return format.format(ms).split(', ')[1] ?? '';
}
const formats = new Map<string, Intl.DateTimeFormat>();

/** The first full minute at which a zone has changed its clocks, for each change in the year. */
function changesOf(zone: string): number[] {
  return steps.slice(1).flatMap((step, i) => {
    let [before, after] = [steps[i] ?? step, step];
    const old = offset(zone, before);
    if (offset(zone, after) === old) return [];
    while (after - before > 60_000) {
      const middle = Math.floor((before + after) / 120_000) * 60_000;
      if (offset(zone, middle) === old) before = middle;
      else after = middle;
    }
    return [after];
  });
}

const zones = [...new Set(places.flatMap((place) => place.zones))];
const changes = [...new Set(zones.flatMap(changesOf))];
/** And the last millisecond before each change of any of the clocks, and the first one after it. */
const instants = [...steps, ...changes.flatMap((ms) => [ms - 1, ms])];

const clocks = new Map<string, string[]>();
function clockOf(zone: string): string[] {
  const clock = clocks.get(zone) ?? instants.map((ms) => offset(zone, ms));
  clocks.set(zone, clock);
  return clock;
}

/**
 * Instants at which none of the number's zones shows the time of `zone`. While there are none, it is open at the place
 * whenever it is open in all of the number's zones, whatever the windows are.
 */
function uncovered(number: string, zone: string): string[] {
  const ours = zonesOf(number).map(clockOf);
  return clockOf(zone).flatMap((time, i) =>
    ours.some((clock) => clock[i] === time) ? [] : new Date(instants[i] ?? 0).toISOString(),
  );
}

it('the year has the changes of clocks that there are', () => {
  expect(changes.length).toBeGreaterThan(20);
});

describe('whoever has a number of a place has the time of one of the number’s zones, at every instant of a year', () => {
  it.each(places)('$where: $zones', ({ prefixes, zones: there }) => {
    for (const prefix of prefixes.split(' ')) {
      for (const rest of ['2345678901', '9999999999']) {
        // North America needs all its digits; elsewhere more of them are of no consequence.
        const number = `+${prefix}${rest.slice(0, Math.max(11 - prefix.length, 4))}`;
        for (const zone of there) expect([number, zone, uncovered(number, zone)]).toEqual([number, zone, []]);
      }
    }
  });
});

describe('a mobile number may be in every zone that the zone database has for its country', () => {
  /** As the zone database publishes it: country, place, zone. Older data inside Node may not know the newest. */
  const table = readFileSync(join(__dirname, 'places/zone.tab'), 'utf8')
    .split('\n')
    .filter((line) => /^[A-Z]/.test(line))
    .map((line) => line.split('\t'));
  const zonesIn = (country: string) =>
    table.flatMap(([code, , zone]) => (code === country && zone && isKnownZone(zone) ? [zone] : []));
  /** There mobile numbers have the area codes of landlines; their places are above. */
  const byAreaCode = ['US', 'CA', 'MX', 'BR', 'CL'];
  const countries = getCountries().filter(
    (country) => !byAreaCode.includes(country) && zonesIn(country).length > 0,
  );

  it.each(countries)('%s', (country) => {
    const number = getExampleNumber(country, examples)?.number ?? '';
    for (const zone of zonesIn(country)) expect([zone, uncovered(number, zone)]).toEqual([zone, []]);
  });

  it('which are nearly all countries', () => {
    expect(countries.length).toBeGreaterThan(230);
  });
});
