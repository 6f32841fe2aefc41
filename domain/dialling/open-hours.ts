/** For how many hours a week may a job be dialled, and if for few, why? */
import { calleeZones, type ContactPlace, type ZonesFrom } from './callee-zones';
import { type LocalRules, localRules, openMinutesAt } from './call-windows';
import { type CallWindow, type JobOverrides } from '../campaigns/campaign-data';
import { type DialRules } from './dial-rules';
import { offsetAt } from '../time/local-time';

/** A list that may ring for less than an hour a working day hardly rings at all. */
export const FEW_HOURS = 5;

export interface FewHoursReason {
  /**
   * `unknown_zone`: the number may be anywhere. `window`: CallWindows alone have so few hours. `rule_sets`: CallWindows
   * and the law have so few in common, in any one zone. `zones`: so few suit all zones of the callee.
   */
  reason: 'unknown_zone' | 'window' | 'rule_sets' | 'zones';
  hours: number;
  /** How many different times the zones have now, and the zones of the earliest and the latest of them. */
  zones: { count: number; from: ZonesFrom; west: string; east: string } | undefined;
}

type Job = ContactPlace & { Overrides?: JobOverrides | undefined };

/** For the jobs of one campaign at one time. The same question has the same answer, so a million jobs cost little. */
export function fewHoursAt(rules: DialRules, nowMs: number): (job: Job) => FewHoursReason | undefined {
  const known = new WeakMap<LocalRules, WeakMap<readonly string[], FewHoursReason | 'enough'>>();
  return (job) => {
    const constraints = rules.constraintsFor(job);
    const hours = rules.hours(constraints, job.ContactPhoneNumber);
    if (hours.clocks.length === 0) return undefined;
    const callee = calleeZones(constraints, job, nowMs);
    const ofRules = known.get(hours) ?? new WeakMap<readonly string[], FewHoursReason | 'enough'>();
    known.set(hours, ofRules);
    let answer = ofRules.get(callee.zones);
    if (!answer) {
      const minutes = openMinutesAt(hours, callee.zones, nowMs);
      answer =
        minutes >= FEW_HOURS * 60
          ? 'enough'
          : {
              reason: reasonOf(hours, constraints.CallWindows, callee.zones, nowMs),
              hours: minutes / 60,
              zones: rangeOf(callee.zones, callee.from, nowMs),
            };
      ofRules.set(callee.zones, answer);
    }
    return answer === 'enough' ? undefined : answer;
  };
}

function reasonOf(
  hours: LocalRules,
  windows: readonly CallWindow[] | undefined,
  zones: readonly string[],
  nowMs: number,
): FewHoursReason['reason'] {
  const isFew = (rules: LocalRules, zone: readonly string[]): boolean =>
    openMinutesAt(rules, zone, nowMs) < FEW_HOURS * 60;
  // A week has as many open minutes in one zone as in another.
  if (isFew(localRules([{ windows, timeZone: 'callee' }]), ['UTC'])) return 'window';
  if (zones.length === 0) return 'unknown_zone';
  return zones.every((zone) => isFew(hours, [zone])) ? 'rule_sets' : 'zones';
}

function rangeOf(zones: readonly string[], from: ZonesFrom, nowMs: number): FewHoursReason['zones'] {
  const offset = (zone: string): number => offsetAt(zone, nowMs).offsetMs;
  const sorted = zones.toSorted((one, other) => offset(one) - offset(other));
  const [west, east] = [sorted[0], sorted.at(-1)];
  if (west === undefined || east === undefined) return undefined;
  return { count: new Set(zones.map(offset)).size, from, west, east };
}
