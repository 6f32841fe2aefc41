/**
 * The rules read off one by one, as a person would: slow, and shares no code with the rules under test, but the days of
 * public holidays.
 */
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { type CallWindow, type Constraints, days } from '../../domain/campaigns/campaign-data';
import { parseDuration } from '../../domain/time/duration';
import { holidaysOf } from '../../domain/dialling/holidays';
import { ruleSets } from '../../domain/dialling/rule-sets';
import { type RuleSet } from '../../domain/dialling/rule-sets/rule-set';
import { overlays } from '../../domain/numbers/overlays';
import { newClocks } from '../../domain/time/zone-corrections';

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
  holidays?: readonly string[] | undefined;
  zones: readonly string[];
}

function clocksAllow({ windows, blackoutDates = [], holidays = [], zones }: PlainRules, ms: number): boolean {
  if (!windows && blackoutDates.length === 0 && holidays.length === 0) return true;
  return (
    zones.length > 0 &&
    zones.every((zone) => {
      const now = wallClock(zone, ms);
      if (blackoutDates.includes(now.date)) return false;
      if (holidays.some((calendar) => holidaysOf(calendar, Number(now.date.slice(0, 4))).includes(now.date)))
        return false;
      return !windows || windows.some((window) => windowIsOpen(window, now));
    })
  );
}

const callingCodes: Record<string, string> = {
  au: '+61',
  co: '+57',
  es: '+34',
  fr: '+33',
  za: '+27',
};
const islands: Record<string, string> = { uk: 'GB', jersey: 'JE', guernsey: 'GG', 'isle-of-man': 'IM' };

/** Toll-free, premium and personal numbers of North America: of every country there (but 500, which Canada lacks). */
const nonGeographic = /^\+1(?:8(?:00|33|44|55|66|77|88)|900|5(?:2[1-9]|33|44|66|77|88))/;

/** Whose numbers a rule set is for, said once more. */
function isFor(name: string, number: string): boolean {
  const areaCodes = ruleSets.find((ruleSet) => ruleSet.name === name)?.territory.areaCodes ?? [];
  const older = overlays.find(({ areaCode }) => number.startsWith(`+1${areaCode}`))?.parent;
  const area = older === undefined ? number.slice(0, 5) : `+1${older}`;
  const country = nonGeographic.test(area)
    ? undefined
    : parsePhoneNumberFromString(`${area}2345678`)?.country;
  switch (name) {
    case 'uk':
    case 'jersey':
    case 'guernsey':
    case 'isle-of-man': {
      const island = parsePhoneNumberFromString(number)?.country ?? islands[name];
      return number.startsWith('+44') && island === islands[name];
    }
    case 'consent':
      return number.startsWith('+44');
    case 'us-federal':
    case 'us-debt-collection':
      return number.startsWith('+1') && ['US', 'PR', 'VI', 'GU', 'AS', 'MP'].includes(country ?? 'US');
    case 'ca':
      return number.startsWith('+1') && (country ?? 'CA') === 'CA';
    default: {
      const callingCode = callingCodes[name];
      if (callingCode) return number.startsWith(callingCode);
      return number.startsWith('+1') && areaCodes.includes(number.slice(2, 5));
    }
  }
}

/** `auto`, as a whole choice or in a list, is every rule set but those for certain calls only. */
function isChosen({ name, onlyFor }: RuleSet, choice: NonNullable<Constraints['RuleSets']>): boolean {
  if (choice === 'auto') return onlyFor === undefined;
  return choice.includes(name) || (choice.includes('auto') && onlyFor === undefined);
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
  /** When the latest conversation ended. */
  talkedAt?: number | undefined;
}

export interface Callee {
  phoneNumber: string;
  /** The zone in which the client says that the contact is. */
  contactZone?: string | undefined;
  /** Where such a number may be, as far as that is known from outside the code under test. */
  there?: string[];
}

/**
 * The zones of a number whose clocks go as the contact's do, day by day through the coming year; those of both if there
 * are none. A zone that has a new clock has both of its clocks.
 */
export function zonesOfCallee(
  ofNumber: readonly string[],
  contactZone: string | undefined,
  ms: number,
): readonly string[] {
  if (contactZone === undefined) return ofNumber;
  const withBothClocks = (zones: readonly string[]): string[] =>
    zones.flatMap((zone) => [zone, ...newClocks.filter((row) => row.zone === zone).map((row) => row.like)]);
  const place = withBothClocks([
    new Intl.DateTimeFormat('en', { timeZone: contactZone }).resolvedOptions().timeZone,
  ]);
  const itsYears = place.map((zone) => yearOfClock(zone, ms));
  const alike = ofNumber.filter((zone) => itsYears.includes(yearOfClock(zone, ms)));
  return alike.length === 0 ? [...ofNumber, ...place] : [...withBothClocks(alike), ...place];
}

/** How far the wall is ahead, and each half hour from which that changes, for thirteen months from the first on. */
function yearOfClock(zone: string, ms: number): string {
  const first = new Date(`${new Date(ms).toISOString().slice(0, 7)}-01T00:00:00Z`).getTime();
  const name = `${zone} ${first}`;
  const known = yearsOfClocks.get(name);
  if (known !== undefined) return known;
  const [halfHour, day] = [1_800_000, 24 * 3_600_000];
  const ahead = (at: number): number => {
    const { date, minute } = wallClock(zone, at);
    return (Date.parse(`${date}T00:00:00Z`) - at) / 60_000 + minute;
  };
  const changes = [`${ahead(first)}`];
  for (let at = first; at < first + 396 * day; at += day) {
    if (ahead(at) === ahead(at + day)) continue;
    for (let step = at; step < at + day; step += halfHour)
      if (ahead(step) !== ahead(step + halfHour)) changes.push(`${step} ${ahead(step + halfHour)}`);
  }
  yearsOfClocks.set(name, changes.join());
  return changes.join();
}
const yearsOfClocks = new Map<string, string>();

/** May the number be dialled at `ms` if it may be in these zones? */
export function allowed(given: Given, zones: readonly string[], ms: number): boolean {
  const { campaign, overrides = {}, dials, talkedAt = -Infinity, createdAtMs, attempts, callee } = given;
  const rule = <K extends keyof Constraints>(name: K): Constraints[K] =>
    name in overrides ? overrides[name] : campaign[name];
  const time = (name: 'NotBefore' | 'NotAfter'): number => Date.parse(rule(name) ?? '');
  if (attempts >= (rule('MaxAttempts') ?? 3)) return false;
  if (ms < createdAtMs + (parseDuration(rule('MinCreationDelay') ?? '0s') ?? Infinity)) return false;
  if (ms < time('NotBefore') || ms >= time('NotAfter')) return false;
  // Of the law, what either of them chooses.
  const law = ruleSets
    .filter(
      (ruleSet) =>
        isChosen(ruleSet, campaign.RuleSets ?? 'auto') || isChosen(ruleSet, overrides.RuleSets ?? []),
    )
    .filter(({ name }) => isFor(name, callee.phoneNumber))
    .flatMap(({ rules }) => rules);
  const limits = [rule('MaxAttemptsPerNumber'), ...law.map(({ attempts }) => attempts)];
  if (rule('ConsentStated') !== true && law.some((row) => row.needsConsent && ms >= Date.parse(row.from)))
    return false;
  const quiets = law.flatMap((row) => row.quietAfterConversation ?? []);
  if (quiets.some((quiet) => ms - talkedAt <= (parseDuration(quiet) ?? Infinity))) return false;
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
        holidays: rule('Holidays'),
        zones: TimeZone === 'callee' ? zones : [TimeZone],
      },
      ms,
    ) &&
    law.every(({ windows, blackoutDates, holidays }) =>
      clocksAllow({ windows, blackoutDates, holidays, zones }, ms),
    )
  );
}
