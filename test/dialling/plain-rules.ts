/** The rules read off one by one, as a person would: slow, and shares no code with the rules under test. */
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { type CallWindow, type Constraints, days } from '../../domain/campaigns/campaign-data';
import { parseDuration } from '../../domain/time/duration';
import { ruleSets } from '../../domain/dialling/rule-sets';

export interface WallClock {
  weekday: string;
  date: string;
  minute: number;
}

/** What the wall clock shows, asked of Intl. */
export function wallClock(zone: string, ms: number): WallClock {
  const format = formats.get(zone) ?? wallClockFormat(zone);
  formats.set(zone, format);
  // "Tue, 01/12/2026, 08:05"; taking the parts from `formatToParts` doubles the time that the year takes.
  const [, weekday = '', dd, mm, yyyy, hour, minute] =
    /^(\w+), (\d+)\/(\d+)\/(\d+), (\d+):(\d+)$/.exec(format.format(ms)) ?? [];
  return { weekday, date: `${yyyy}-${mm}-${dd}`, minute: Number(hour) * 60 + Number(minute) };
}
const formats = new Map<string, Intl.DateTimeFormat>();
const wallClockFormat = (timeZone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });

const minuteOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
const dayBefore = (weekday: string): string => days[(days.findIndex((d) => d === weekday) + 6) % 7] ?? '';

export function windowIsOpen(
  { Days, Start, End }: CallWindow,
  now: { weekday: string; minute: number },
): boolean {
  const [start, end] = [minuteOf(Start), minuteOf(End)];
  const on = (weekday: string): boolean => (Days as string[]).includes(weekday);
  if (start < end) return on(now.weekday) && now.minute >= start && now.minute < end;
  return (on(now.weekday) && now.minute >= start) || (on(dayBefore(now.weekday)) && now.minute < end);
}

interface PlainRules {
  windows?: readonly CallWindow[] | undefined;
  blackoutDates?: readonly string[] | undefined;
  zones: readonly string[];
}

function clocksAllow({ windows, blackoutDates = [], zones }: PlainRules, ms: number): boolean {
  if (!windows && blackoutDates.length === 0) return true;
  return (
    zones.length > 0 &&
    zones.every((zone) => {
      const now = wallClock(zone, ms);
      if (blackoutDates.includes(now.date)) return false;
      return !windows || windows.some((window) => windowIsOpen(window, now));
    })
  );
}

/** Whose numbers a rule set is for, said once more. */
function isFor(name: string, number: string): boolean {
  const areaCodes = ruleSets.find((ruleSet) => ruleSet.name === name)?.territory.areaCodes ?? [];
  switch (name) {
    case 'uk':
      return number.startsWith('+44');
    case 'us-federal':
    case 'us-debt-collection': {
      const country = parsePhoneNumberFromString(`${number.slice(0, 5)}2345678`)?.country ?? 'US';
      return number.startsWith('+1') && ['US', 'PR', 'VI', 'GU', 'AS', 'MP'].includes(country);
    }
    default:
      return number.startsWith('+1') && areaCodes.includes(number.slice(2, 5));
  }
}

export interface Given {
  nowMs: number;
  callee: Callee;
  campaign: Constraints;
  /** What the job says itself, if anything. */
  overrides?: Constraints | undefined;
  createdAtMs: number;
  attempts: number;
  dials: number[];
}

export interface Callee {
  phoneNumber: string;
  /** Where such a number may be, as far as that is known from outside the code under test. */
  there?: string[];
}

/** May the number be dialled at `ms` if it may be in these zones? */
export function allowed(given: Given, zones: readonly string[], ms: number): boolean {
  const { campaign, overrides = {}, dials, createdAtMs, attempts, callee } = given;
  const rule = <K extends keyof Constraints>(name: K): Constraints[K] =>
    name in overrides ? overrides[name] : campaign[name];
  const time = (name: 'NotBefore' | 'NotAfter'): number => Date.parse(rule(name) ?? '');
  if (attempts >= (rule('MaxAttempts') ?? 3)) return false;
  if (ms < createdAtMs + (parseDuration(rule('MinCreationDelay') ?? '0s') ?? Infinity)) return false;
  if (ms < time('NotBefore') || ms >= time('NotAfter')) return false;
  // Of the law, what either of them names.
  const law = [...(campaign.RuleSets ?? []), ...(overrides.RuleSets ?? [])]
    .filter((name) => isFor(name, callee.phoneNumber))
    .flatMap((name) => ruleSets.find((ruleSet) => ruleSet.name === name)?.rules ?? []);
  const limits = [rule('MaxAttemptsPerNumber'), ...law.map(({ attempts }) => attempts)];
  const TimeZone = rule('TimeZone') ?? 'callee';
  return (
    limits.every(
      (limit) =>
        !limit ||
        dials.filter((at) => ms - at <= (parseDuration(limit.Per) ?? Infinity)).length < limit.Count,
    ) &&
    clocksAllow(
      {
        windows: rule('CallWindows'),
        blackoutDates: rule('BlackoutDates'),
        zones: TimeZone === 'callee' ? zones : [TimeZone],
      },
      ms,
    ) &&
    law.every(({ windows, blackoutDates }) => clocksAllow({ windows, blackoutDates, zones }, ms))
  );
}
