/**
 * Where Google's prefix data names fewer zones than a number can be in. Compared with the zone database 2026f and with
 * the borders of area codes on 2026-11-25. A zone too many delays a call; a zone too few wakes a callee at night.
 */
import { type KeptClock, keptClocks } from './kept-clocks';

/** What rows of this file rest on; the borders of area codes are known from memory. */
const COMPARED = 'zone.tab of the zone database 2026f, and the borders of area codes, compared on 2026-11-25';

/** The zones hold for every number that begins with the prefix. */
export const addedZones: readonly KeptClock[] = [
  ...keptClocks,
  // North America: a newer code laid over an older one covers its whole area, but Google's data names only a part of
  // it. Codes that the phone library does not know have their zones from their parents (`numbers/overlays.ts`).
  add('1850', ['America/New_York', 'America/Chicago'], 'Florida west of the Apalachicola is Central'),
  add('1448', ['America/New_York', 'America/Chicago'], 'laid over 850'),
  add('1689', ['America/New_York'], 'laid over 407, Orlando; counted with Chicago'),
  add('1986', ['America/Boise', 'America/Los_Angeles', 'America/Denver'], 'laid over 208'),
  add('1458', ['America/Los_Angeles', 'America/Boise', 'America/Denver'], 'laid over 541'),
  add('1364', ['America/New_York', 'America/Chicago'], 'laid over 270'),
  add('1930', ['America/New_York', 'America/Chicago'], 'laid over 812'),
  add('1915', ['America/Denver', 'America/Chicago'], 'El Paso is Mountain, the rest of Texas Central'),
  add('1432', ['America/Chicago', 'America/Denver'], 'the far west of Texas is Mountain'),
  add('1580', ['America/Chicago', 'America/Denver'], 'Kenton, Oklahoma keeps Mountain time'),
  ...['1402', '1531'].map((prefix) =>
    add(prefix, ['America/Chicago', 'America/Denver'], 'Cody and Kilgore, Nebraska are Mountain'),
  ),
  add('1334', ['America/Chicago', 'America/New_York'], 'Phenix City, Alabama keeps Eastern time'),
  ...['1250', '1778', '1236', '1672', '1257'].map((prefix) =>
    add(
      prefix,
      ['America/Vancouver', 'America/Edmonton', 'America/Fort_Nelson'],
      'British Columbia, all of it; its east and north keep other times',
    ),
  ),
  ...['1306', '1639', '1474'].map((prefix) =>
    add(
      prefix,
      ['America/Regina', 'America/Edmonton', 'America/Winnipeg'],
      'Saskatchewan; Lloydminster and Creighton keep the time of their neighbours',
    ),
  ),
  ...['1418', '1581', '1367', '1273'].map((prefix) =>
    add(
      prefix,
      ['America/Toronto', 'America/Halifax', 'America/Puerto_Rico'],
      'eastern Quebec with the Magdalen Islands and Blanc-Sablon',
    ),
  ),
  ...['1709', '1879'].map((prefix) =>
    add(prefix, ['America/St_Johns', 'America/Halifax'], 'Newfoundland and Labrador'),
  ),
  add('1867', ['America/Panama'], 'Coral Harbour keeps Eastern standard time all year'),
  // Exchanges of military bases far from the rest of their area code.
  add('1808424', ['Pacific/Wake', 'Pacific/Honolulu'], 'Wake Island'),
  add('1805355', ['Pacific/Kwajalein', 'America/Los_Angeles'], 'Kwajalein'),

  // Elsewhere: zones that the data replaces with a neighbour's whose clocks differ.
  add('211', ['Africa/Juba'], 'an hour behind Nairobi'),
  add('212', ['Africa/Casablanca'], 'counted with the Canary Islands'),
  add('213', ['Africa/Algiers'], 'counted with Paris, which has summer time'),
  add('218', ['Africa/Tripoli'], 'counted with Bucharest, which has summer time'),
  add('500', ['Atlantic/South_Georgia'], 'an hour ahead of the Falkland Islands'),
  add('505', ['America/Managua'], 'counted with Chicago, which has summer time'),
  add('5399', ['America/New_York'], 'Guantanamo Bay, a base of the United States'),
  add(
    '6721',
    ['Antarctica/Casey', 'Antarctica/Davis', 'Antarctica/Mawson', 'Antarctica/Macquarie'],
    'Australian stations, counted with Norfolk Island',
  ),
  ...['90392', '905338', '905428', '905488'].map((prefix) =>
    add(prefix, ['Asia/Famagusta'], 'the north of Cyprus, where winter time is'),
  ),
  add('972', ['Asia/Hebron', 'Asia/Gaza'], 'used in the West Bank and Gaza too, with other days of change'),
  ...['99544', '995342', '995344', '995347'].map((prefix) =>
    add(prefix, ['Europe/Moscow'], 'Abkhazia and South Ossetia keep Moscow time'),
  ),
];

/**
 * Clocks changed by a law that may be newer than Node's zone data (2025c, of Node 20.20, is too old). The second zone
 * shows the new time all year in any data, so a callee in the first may have the time of either. If Node knows the law,
 * both agree.
 */
export const newClocks: readonly { zone: string; like: string; reason: string }[] = [
  { zone: 'America/Vancouver', like: 'America/Whitehorse', reason: 'no winter time from 2026-11 on (2026b)' },
  { zone: 'America/Edmonton', like: 'America/Regina', reason: 'no winter time from 2026-11 on (2026c)' },
  { zone: 'America/Inuvik', like: 'America/Regina', reason: 'no winter time from 2026-11 on (2026f)' },
  { zone: 'America/Winnipeg', like: 'America/Panama', reason: 'no winter time from 2026-11 on (2026f)' },
  { zone: 'America/Havana', like: 'America/Puerto_Rico', reason: 'no winter time in 2026 (2026f)' },
  { zone: 'Africa/Casablanca', like: 'Africa/Abidjan', reason: 'an hour less from 2026-09-20 on (2026c)' },
  { zone: 'Africa/El_Aaiun', like: 'Africa/Abidjan', reason: 'keeps the time of Casablanca' },
];

/** The zones, and those that show a new clock of one of them: a call must be allowed in all. */
export function withNewClocks(zones: Iterable<string>): Set<string> {
  const all = new Set(zones);
  for (const { zone, like } of newClocks) if (all.has(zone)) all.add(like);
  return all;
}

function add(prefix: string, zones: string[], reason: string): KeptClock {
  return { prefix, zones, reason, source: COMPARED };
}
