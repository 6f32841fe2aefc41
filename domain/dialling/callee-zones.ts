/**
 * Which time zones count for a job? Those of its number, narrowed by where the client says that the contact is. The
 * contact's place never widens what the law allows: rule sets bind by the number.
 */
import { type Constraints, type ZonePolicy } from '../campaigns/campaign-data';
import { type JobInput } from '../jobs/job';
import { zonesOf } from '../numbers/number-zones';
import { zonesOfPostalCode } from '../numbers/postal-zones';
import { withoutSparseZones } from '../numbers/sparse-zones';
import { canonicalZone, isKnownZone, showSameTime } from '../time/local-time';
import { withNewClocks } from '../time/zone-corrections';
import { holdsAt } from './local-rules';
import { ruleSetsFor } from './rule-sets';
import { type RuleSet } from './rule-sets/rule-set';

type Zones = readonly string[];

/** `both`: the number cannot be where the contact is said to be, so all zones of both count. */
export type ZonesFrom = 'number' | 'contact' | 'both';

export interface CalleeZones {
  /** A call waits until it is allowed in all. Empty: unknown. The same set is mostly the same array. */
  zones: Zones;
  from: ZonesFrom;
}

export type ContactPlace = Pick<
  JobInput,
  'ContactPhoneNumber' | 'ContactTimeZone' | 'ContactPostalCode' | 'ContactCountry'
>;

export function calleeZones(constraints: Constraints, contact: ContactPlace, atMs: number): CalleeZones {
  const number = zonesOf(contact.ContactPhoneNumber);
  const place = placeOf(contact);
  if (!place) return onlyNumber(allowedZones(number, constraints, contact, atMs));
  return narrowedTo(number, place, atMs) ?? withBoth(allowedZones(number, constraints, contact, atMs), place);
}

/** The zones of the number that the policy counts. */
function allowedZones(
  number: Zones,
  constraints: Constraints,
  { ContactPhoneNumber: phoneNumber }: ContactPlace,
  atMs: number,
): Zones {
  if (constraints.ZonePolicy !== 'populated') return number;
  const ruleSets = ruleSetsFor(constraints.RuleSets, phoneNumber);
  return populated(number, zonePolicyUnder(constraints, ruleSets, atMs));
}

/** A rule set in force can forbid to leave out zones. */
export const zonePolicyUnder = (
  { ZonePolicy = 'all' }: Constraints,
  ruleSets: readonly RuleSet[],
  atMs: number,
): ZonePolicy =>
  ruleSets.some(({ rules }) => rules.some((rule) => rule.needsAllZones === true && holdsAt(rule, atMs)))
    ? 'all'
    : ZonePolicy;

// The number alone ------------------------------------------------------------------------------------------------

const numbersAlone = new WeakMap<Zones, CalleeZones>();

function onlyNumber(zones: Zones): CalleeZones {
  let known = numbersAlone.get(zones);
  if (!known) {
    known = { zones, from: 'number' };
    numbersAlone.set(zones, known);
  }
  return known;
}

const populatedOf = new WeakMap<Zones, Zones>();

function populated(zones: Zones, policy: ZonePolicy): Zones {
  if (policy === 'all') return zones;
  let few = populatedOf.get(zones);
  if (!few) {
    few = withoutSparseZones(zones);
    populatedOf.set(zones, few);
  }
  return few;
}

// Where the contact is --------------------------------------------------------------------------------------------

/** Where the contact may be. With each zone stands the one that shows its new clock, if any: one of them is right. */
type Place = readonly Zones[];

/** Names may be written in any case, so there is no end of them; some 600 are right. */
const MOST_NAMES = 2_000;
let placesByName = new Map<string, Place | undefined>();
const placesByZones = new WeakMap<Zones, Place>();

const placeIn = (zones: Zones): Place => zones.map((zone) => [...withNewClocks([zone])]);

/** Undefined: not said, or not known to this Node or its table; then the number alone counts. */
function placeOf({ ContactTimeZone, ContactPostalCode, ContactCountry }: ContactPlace): Place | undefined {
  if (ContactTimeZone !== undefined) {
    if (!placesByName.has(ContactTimeZone)) {
      if (placesByName.size >= MOST_NAMES) placesByName = new Map();
      const place = isKnownZone(ContactTimeZone) ? placeIn([canonicalZone(ContactTimeZone)]) : undefined;
      placesByName.set(ContactTimeZone, place);
    }
    return placesByName.get(ContactTimeZone);
  }
  if (ContactPostalCode === undefined || ContactCountry === undefined) return undefined;
  const answer = zonesOfPostalCode(ContactCountry, ContactPostalCode);
  if (answer.kind !== 'zones' || !answer.zones.every(isKnownHere)) return undefined;
  const place = placesByZones.get(answer.zones) ?? placeIn(answer.zones);
  placesByZones.set(answer.zones, place);
  return place;
}

/** Asked of the zones of the postal table only. */
const knownHere = new Map<string, boolean>();
function isKnownHere(zone: string): boolean {
  if (!knownHere.has(zone)) knownHere.set(zone, isKnownZone(zone));
  return knownHere.get(zone) ?? false;
}

// Both together ---------------------------------------------------------------------------------------------------

/**
 * Zones are compared by their clocks, not by their names: Detroit has the time of New York. Clocks that agree from the
 * beginning of this month for so long are the same: all changes of a year are in it, and a law made for next year only
 * splits two zones when it comes near.
 */
const ALIKE_FOR_MS = 400 * 24 * 3_600_000;

/** As many pairs of a number's set and a place as thousands of campaigns in many countries use; some MB. */
const MOST_ANSWERS = 20_000;
let answers = new Map<Zones, Map<Place, Map<number, CalleeZones | undefined>>>();
let answersKept = 0;

/** The zones of the number whose clocks the place has; undefined: there are none. */
function narrowedTo(number: Zones, place: Place, atMs: number): CalleeZones | undefined {
  const monthMs = startOfMonth(atMs);
  const ofNumber = answers.get(number) ?? new Map<Place, Map<number, CalleeZones | undefined>>();
  const ofPlace = ofNumber.get(place) ?? new Map<number, CalleeZones | undefined>();
  if (ofPlace.has(monthMs)) return ofPlace.get(monthMs);
  const answer = narrow(number, place, monthMs);
  if (answersKept >= MOST_ANSWERS) {
    answers = new Map();
    answersKept = 0;
  }
  answers.set(number, ofNumber.set(place, ofPlace.set(monthMs, answer)));
  answersKept += 1;
  return answer;
}

function startOfMonth(ms: number): number {
  const date = new Date(ms);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
}

function narrow(number: Zones, place: Place, monthMs: number): CalleeZones | undefined {
  // An unknown number may be anywhere, also where the contact is said to be.
  if (number.length === 0) return { zones: interned(place.flat()), from: 'contact' };
  const alike = (one: string, other: string): boolean =>
    showSameTime(one, other, monthMs, monthMs + ALIKE_FOR_MS);
  const theirs = place.flat();
  const kept = number.filter((zone) => theirs.some((other) => alike(zone, other)));
  if (kept.length === 0) return undefined;
  // Which of a zone's two clocks is right depends on this Node's zone data: where one counts, so does the other.
  const completed = place.filter((clocks) => {
    const found = clocks.filter((clock) => kept.some((zone) => alike(zone, clock)));
    return found.length > 0 && found.length < clocks.length;
  });
  return { zones: interned([...withNewClocks(kept), ...completed.flat()], number), from: 'contact' };
}

/** They disagree, and either may be right: the number was taken along, or the client's address is an old one. */
const disagreements = new WeakMap<Zones, WeakMap<Place, CalleeZones>>();

function withBoth(number: Zones, place: Place): CalleeZones {
  const ofNumber = disagreements.get(number) ?? new WeakMap<Place, CalleeZones>();
  disagreements.set(number, ofNumber);
  const known = ofNumber.get(place) ?? { zones: interned([...number, ...place.flat()]), from: 'both' };
  ofNumber.set(place, known);
  return known;
}

/** Far more sets than there are numbers and places that differ. Opening hours are remembered by the array. */
const MOST_SETS = 10_000;
let sets = new Map<string, Zones>();

function interned(zones: Zones, number?: Zones): Zones {
  const sorted = [...new Set(zones)].toSorted();
  const name = sorted.join('&');
  if (name === number?.join('&')) return number;
  if (sets.size >= MOST_SETS) sets = new Map();
  const set = sets.get(name) ?? sorted;
  sets.set(name, set);
  return set;
}
