/** Chooses the number a call comes from. Only this file does. */
import { type CampaignData } from '../campaigns/campaign-data';
import { underParent } from '../numbers/overlays';
import { canonicalOrSame } from '../numbers/phone-number';
import { parsePhoneNumberFromString, type PhoneNumber } from 'libphonenumber-js/max';

type CallerIds = Pick<CampaignData, 'CallerID' | 'AvailableCallerIDs'>;

/** What the caller ID depends on, of the contact to call. */
export interface ContactToCall {
  ContactPhoneNumber: string;
  /** The caller ID that the job asks for. */
  CallerID?: string | undefined;
}

/**
 * The job's caller ID if the campaign has it enabled; else the enabled available number nearest to the contact; else
 * the campaign's own. A disabled number is never chosen: if none is left, the answer is undefined and the job waits.
 *
 * The same contact is called from the same number as long as that is enabled, so that a second call looks like the
 * first.
 */
export function callerIdsOf(campaign: CallerIds): (job: ContactToCall) => string | undefined {
  let index: CallerIdIndex | undefined;
  return (job) => {
    // A job that was stored before this form was the canonical one may name the number in another.
    const named = job.CallerID === undefined ? undefined : canonicalOrSame(job.CallerID);
    if (named !== undefined && isEnabled(campaign, named)) return named;
    index ??= indexOf(campaign.AvailableCallerIDs);
    const nearest = nearestTo(job.ContactPhoneNumber, index);
    if (nearest !== undefined) return nearest;
    return isEnabled(campaign, campaign.CallerID) ? campaign.CallerID : undefined;
  };
}

/** The campaign's own number needs no entry, and an entry can disable it. */
function isEnabled({ CallerID, AvailableCallerIDs }: CallerIds, number: string): boolean {
  // Own properties only: a job may name any text, and every object has a `constructor`.
  return Object.hasOwn(AvailableCallerIDs, number)
    ? AvailableCallerIDs[number]?.Disabled !== true
    : number === CallerID;
}

interface Candidate {
  number: string;
  hash: number;
}
/** Enabled numbers by area. */
type CallerIdIndex = Map<string, Candidate[]>;

/** One pass over at most a thousand numbers. */
function indexOf(available: CampaignData['AvailableCallerIDs']): CallerIdIndex {
  const index: CallerIdIndex = new Map();
  for (const [number, { Disabled }] of Object.entries(available)) {
    if (Disabled) continue;
    const candidate = { number, hash: hashOf(number) };
    for (const area of callerAreasOf(number)) {
      const sharing = index.get(area);
      if (sharing) sharing.push(candidate);
      else index.set(area, [candidate]);
    }
  }
  return index;
}

/**
 * The areas of caller IDs, cached: parsing a number takes long, and a campaign that is loaded again has the same ones.
 */
const callerAreas = new Map<string, string[]>();
/** The caller IDs of ten campaigns with a thousand each: about 3 MB. */
const MOST_CALLER_AREAS = 10_000;

function callerAreasOf(number: string): string[] {
  const known = callerAreas.get(number);
  if (known) return known;
  if (callerAreas.size >= MOST_CALLER_AREAS) callerAreas.clear();
  const areas = areasOf(number);
  callerAreas.set(number, areas);
  return areas;
}

function nearestTo(contact: string, index: CallerIdIndex): string | undefined {
  if (index.size === 0) return undefined;
  for (const area of areasOf(contact)) {
    const sharing = index.get(area);
    if (sharing) return shareOf(contact, sharing);
  }
  return undefined;
}

/**
 * Rendezvous hashing: each candidate gets a score for this contact, and the highest wins. So contacts spread evenly,
 * and adding or removing a candidate moves only its own share.
 */
function shareOf(contact: string, candidates: Candidate[]): string | undefined {
  const contactHash = hashOf(contact);
  let best: Candidate | undefined;
  let highest = -1;
  for (const candidate of candidates) {
    const lot = mix(contactHash ^ candidate.hash);
    // Equal hashes give equal scores: take the smaller number, so that the order of the list does not matter.
    if (lot > highest || (lot === highest && best !== undefined && candidate.number < best.number)) {
      best = candidate;
      highest = lot;
    }
  }
  return best?.number;
}

const { imul } = Math;

/** FNV-1a, 32 bits, with the offset and the prime of its authors. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}

/** The finalizer of MurmurHash3: each bit of the input turns half of the bits of the result. */
function mix(bits: number): number {
  let h = imul(bits ^ (bits >>> 16), 0x85ebca6b);
  h = imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

// How near two phone numbers seem to a callee: the same area code, else the same country. The areas of a number are
// keys; two numbers share an area when they share its key.

/** North America has one plan of 3-digit area codes. Neighbours in it (212 New York, 213 Los Angeles) are not near. */
const NANP = '1';
const NANP_LENGTHS = [3];
/**
 * Elsewhere area codes have no common length, and a shorter common prefix is a wider region. The codes of the cities,
 * where bought numbers are, have one to three digits nearly everywhere (20 London, 30 Berlin, 161 Manchester). A fourth
 * digit would separate the exchanges of one city, and put all its calls on one number.
 */
const OTHER_LENGTHS = [3, 2, 1];

/** The areas that a number lies in, the narrowest first; the last one is its country. */
function areasOf(e164: string): string[] {
  // The library knows the country of a newer area code by its parent. Known to be bare digits: nothing to extract.
  const parsed = parsePhoneNumberFromString(underParent(e164) ?? e164, { extract: false });
  return parsed ? keysOf(parsed, e164) : [];
}

function keysOf({ country, countryCallingCode }: PhoneNumber, e164: string): string[] {
  // Numbers without a country, such as +800, are near each other. Countries that share a code (US and CA) stay apart.
  const land = country ?? `+${countryCallingCode}`;
  const lengths = countryCallingCode === NANP ? NANP_LENGTHS : OTHER_LENGTHS;
  const nationalNumber = e164.slice(1 + countryCallingCode.length);
  return [...lengths.map((length) => `${land} ${nationalNumber.slice(0, length)}`), land];
}
