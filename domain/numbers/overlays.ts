/**
 * North American area codes in service that the phone library does not know yet. Each is laid over an older one, its
 * parent: the same places and the same plan, so what is true of a number under the parent is true of it. It exists if
 * that one would, and has at least its zones, its country and its rule sets: a library that lags costs reach, never
 * safety.
 *
 * Compared on 2026-11-28 with libphonenumber-js 1.13.16, whose codes are those of Google's 9.0.43, the newest. The
 * administrator's own list (NANPA) was not read; each row names what was. A code comes in when it is in service: 565
 * (Georgia, over 912) has no date yet. A test says when the library knows a code, and what to do then.
 * Change `canonicalFormsVersion` with this table.
 */
interface Overlay {
  areaCode: string;
  /** One of the area codes of the same places, which the library knows. */
  parent: string;
  /** First day on which its numbers are given out. */
  since: string;
  source: string;
  /** Where we know the day from: the regulator's own words, or a text about them. */
  known: 'primary' | 'secondary';
}

export const overlays: readonly Overlay[] = [
  {
    areaCode: '861',
    parent: '309',
    since: '2023-02-24',
    source: 'Illinois Commerce Commission, in ourquadcities.com of 2023-02-17',
    known: 'secondary',
  },
  {
    areaCode: '624',
    parent: '716',
    since: '2023-09-11',
    source: 'New York State Department of Public Service, in newyorkalmanack.com of 2023-09-13',
    known: 'secondary',
  },
  {
    areaCode: '436',
    parent: '440',
    since: '2024-03-01',
    source: 'Public Utilities Commission of Ohio, in clevescene.com of 2024-02-01',
    known: 'secondary',
  },
  {
    areaCode: '924',
    parent: '507',
    since: '2024-08-30',
    source:
      'Minnesota Public Utilities Commission, in cbsnews.com/minnesota, "How are new area codes created?"',
    known: 'secondary',
  },
  {
    areaCode: '621',
    parent: '713',
    since: '2025-01-23',
    source: 'Public Utility Commission of Texas, in abc13.com of 2024-12-06',
    known: 'secondary',
  },
  {
    areaCode: '837',
    parent: '530',
    since: '2025-01-31',
    source: 'sent.dm, "Area code 530", of 2026-03-08, about California’s overlay',
    known: 'secondary',
  },
  {
    areaCode: '357',
    parent: '559',
    since: '2025-03-26',
    source: 'California Public Utilities Commission, "New dialing procedure and 357 area code"',
    known: 'primary',
  },
  {
    areaCode: '729',
    parent: '423',
    since: '2025-09-05',
    source: 'Tennessee Public Utility Commission, in chattnewschronicle.com; an older plan said 2025-03-05',
    known: 'secondary',
  },
  {
    areaCode: '457',
    parent: '318',
    since: '2025-09-25',
    source: 'Louisiana Public Service Commission, in lincolnparishjournal.com of 2025-07-23',
    known: 'secondary',
  },
  {
    areaCode: '679',
    parent: '313',
    since: '2025-11-07',
    source: 'Michigan Public Service Commission, news release of 2025-09-16',
    known: 'primary',
  },
  {
    areaCode: '471',
    parent: '662',
    since: '2026-01-30',
    source: 'Wikipedia, "Area codes 662 and 471"',
    known: 'secondary',
  },
  {
    areaCode: '483',
    parent: '334',
    since: '2026-02-23',
    source: 'Alabama Public Service Commission, in support.optimummobile.com, "New 483 Area Code"',
    known: 'secondary',
  },
  {
    areaCode: '465',
    parent: '718',
    since: '2026-06-18',
    source: 'theamericanexpress.us of 2026-06-21: "effective Thursday"; approved by dps.ny.gov on 2025-01-23',
    known: 'secondary',
  },
];

const parents = new Map(overlays.map(({ areaCode, parent }) => [areaCode, parent]));

/** The area code under which the library knows the numbers of an area code: mostly itself. */
export const parentOf = (areaCode: string): string => parents.get(areaCode) ?? areaCode;

const NORTH_AMERICA = '+1';
const AREA_CODE_END = 5;

/** The same number under the parent of its area code; undefined if the library knows the area code. */
export function underParent(e164: string): string | undefined {
  if (!e164.startsWith(NORTH_AMERICA)) return undefined;
  const parent = parents.get(e164.slice(NORTH_AMERICA.length, AREA_CODE_END));
  return parent && NORTH_AMERICA + parent + e164.slice(AREA_CODE_END);
}
