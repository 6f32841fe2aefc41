/**
 * Numbers behind which people may live by a clock that is not that of the number's country or area: a town keeps the
 * time of its neighbours across a border, a far station or island has a range of another country. Those of countries
 * with a plan of their own (`domain/numbers/number-zones/`) stand there.
 *
 * Each row is as wide as the range that its source names. Where a source names only an area code, all of it may be
 * there; `ZonePolicy: "populated"` gives such a range back to campaigns that accept the risk.
 */

export interface KeptClock {
  prefix: string;
  zones: readonly string[];
  reason: string;
  source: string;
}

export const keptClocks: readonly KeptClock[] = [
  {
    prefix: '1720',
    zones: ['Antarctica/McMurdo'],
    reason: 'the South Pole station has numbers of Denver, and the time of New Zealand',
    source:
      'davidpablocohn.com, 2010-11-11, by its help desk: "the entire South Pole Station"; no exchange is named',
  },
  // California shares its clock with Arizona in summer only.
  ...['1760', '1442'].map((prefix) => ({
    prefix,
    zones: ['America/Phoenix'],
    reason: 'Winterhaven and Bard, California keep the time of Yuma, Arizona',
    source: 'tz mailing list, 2011-09-12, which cites The Mountain Democrat Times of 1968-03-28',
  })),
  {
    prefix: '44203',
    zones: ['Atlantic/St_Helena'],
    reason: 'Tristan da Cunha has numbers of London, and no summer time',
    source: 'furtherthanthefurthest.blogspot.com, 2011-10-07, written there: "dial a London code (0203)"',
  },
  {
    prefix: '6653',
    zones: ['Asia/Rangoon'],
    reason: 'the south of the Wa State in Myanmar has the code of Chiang Mai',
    source: 'Wikipedia, "Wa State": +66 (0)53, UTC+06:30',
  },
];
