/** Times as people write them in lists: with a zone, or as the clocks of the person show it. */
import { offsetAt } from './local-time';

export type WrittenTime =
  /** RFC 3339 with a zone. */
  | { kind: 'instant'; text: string }
  /** What clocks show: milliseconds as if it were UTC. */
  | { kind: 'local'; localMs: number }
  | { kind: 'invalid' };

export const writtenTimeFormat =
  'must be a time such as 2030-01-31T09:00:00Z, or without a zone 2030-01-31 09:00 for the local time of the contact';

const WRITTEN =
  /^(?<day>\d{4}-\d\d-\d\d)(?:[T ](?<time>\d\d:\d\d)(?<seconds>:\d\d(?:\.\d{1,9})?)?)?\s?(?<zone>Z|[+-]\d\d:?\d\d)?$/i;

/** A day alone is its midnight. */
export function readWrittenTime(written: string): WrittenTime {
  const { day, time, seconds, zone } = WRITTEN.exec(written.trim())?.groups ?? {};
  if (day === undefined || (time === undefined && zone !== undefined)) return { kind: 'invalid' };
  const local = `${day}T${time ?? '00:00'}${seconds ?? ':00'}`;
  const localMs = Date.parse(`${local}Z`);
  // `Date` turns February 30 into March.
  if (Number.isNaN(localMs) || !new Date(localMs).toISOString().startsWith(day)) return { kind: 'invalid' };
  if (zone === undefined) return { kind: 'local', localMs };
  const [hours, minutes] = [zone.slice(0, 3), zone.slice(-2)];
  return { kind: 'instant', text: `${local}${/^z$/i.test(zone) ? 'Z' : `${hours}:${minutes}`}` };
}

const DAY_MS = 24 * 3_600_000;

/**
 * When the clocks of all these zones have come to show this time: the earliest moment that is not before it anywhere.
 * In an hour that comes twice it is the second one, and in one that is left out the moment after it.
 */
export const notBeforeAnywhere = (localMs: number, zones: readonly string[]): number =>
  Math.max(...zones.flatMap((zone) => momentsOf(localMs, zone)));

/** The latest moment that is not after this time in any of the zones. */
export const notAfterAnywhere = (localMs: number, zones: readonly string[]): number =>
  Math.min(...zones.flatMap((zone) => momentsOf(localMs, zone)));

/** When the clocks of a zone show this time; of a time that they leave out, by the clocks before and after. */
function momentsOf(localMs: number, zone: string): number[] {
  const offsets = [localMs - DAY_MS, localMs + DAY_MS].map((ms) => offsetAt(zone, ms).offsetMs);
  const moments = [...new Set(offsets)].map((offsetMs) => localMs - offsetMs);
  const shown = moments.filter((ms) => ms + offsetAt(zone, ms).offsetMs === localMs);
  return shown.length > 0 ? shown : moments;
}
