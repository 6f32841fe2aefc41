/** `npm run facts`: what the newest data says otherwise is told, and only that. */
import { clockNews } from '../../stack/facts/clock-news';
import { holidayNews } from '../../stack/facts/holiday-news';
import { overlayNews } from '../../stack/facts/overlay-news';
import { planNews } from '../../stack/facts/plan-news';
import { zoneNews } from '../../stack/facts/zone-news';

const fromMs = Date.parse('2030-01-01T00:00:00Z');
const changesMs = Date.parse('2031-03-02T00:00:00Z');
/** Until then winter time; from then on, by a new law, an hour more. */
const byNewLaw = (zone: string, ms: number): number => (zone === 'Europe/A' && ms >= changesMs ? 120 : 60);
const byOldLaw = (zone: string): number => (zone === 'Europe/Summer' ? 120 : 60);

describe('clocks', () => {
  const clocks = { zones: ['Europe/A', 'Europe/B'], here: byOldLaw, newest: byNewLaw, fromMs };

  it('a zone whose law Node does not know yet is told with the day of the first difference', () => {
    expect(clockNews({ ...clocks, newClocks: [] })).toEqual([
      {
        what: 'Europe/A is UTC+02:00 on 2031-03-02T00:00:00.000Z; this Node shows UTC+01:00',
        update: 'a row of newClocks in domain/time/zone-corrections.ts',
      },
    ]);
  });

  it('a zone that already has its new clock beside the old one is not told', () => {
    expect(clockNews({ ...clocks, newClocks: [{ zone: 'Europe/A', like: 'Europe/Summer' }] })).toEqual([]);
  });

  it('a second clock that shows neither is told as if there were none', () => {
    expect(clockNews({ ...clocks, newClocks: [{ zone: 'Europe/A', like: 'Europe/B' }] })).toHaveLength(1);
  });

  it('a second clock that this Node no longer needs is told', () => {
    const news = clockNews({
      ...clocks,
      newest: byOldLaw,
      newClocks: [{ zone: 'Europe/B', like: 'Europe/Summer' }],
    });
    expect(news.map(({ what }) => what)).toEqual(['Europe/B: this Node shows what the newest database says']);
  });
});

describe('zones by prefix', () => {
  const here = { '49': 'Europe/Berlin', '1212': 'America/New_York', '55': 'America/Sao_Paulo' };

  it('a prefix that is new, gone or moved is told, with the file that decides it', () => {
    const newest = { '1212': 'America/Chicago', '55': 'America/Manaus', '1436': 'America/New_York' };
    const news = zoneNews(here, newest, (prefix) => prefix.startsWith('55'));
    expect(news.map(({ what }) => what)).toEqual([
      '+1212 is in America/Chicago by Google’s table, and in America/New_York here',
      '+1436 is in America/New_York by Google’s table, and in no row here',
      '+49 is in no row by Google’s table, and in Europe/Berlin here',
      '+55 is in America/Manaus by Google’s table, and in America/Sao_Paulo here',
    ]);
    expect(news[3]?.update).toMatch(/^its plan in domain\/numbers\/number-zones\//);
  });

  it('the same table has no news', () => {
    expect(zoneNews(here, { ...here }, () => false)).toEqual([]);
  });
});

it('a country whose numbering plan has changed, begun or ended is told, and no other', () => {
  const here = { countries: { GB: ['44', '\\d{9}'], DE: ['49', '\\d{5}'], AN: ['599', '\\d{7}'] } };
  const newest = { countries: { GB: ['44', '\\d{10}'], DE: ['49', '\\d{5}'], SX: ['1', '\\d{7}'] } };
  expect(planNews(here, newest).map(({ what }) => what)).toEqual([
    'the numbering plan of AN has changed',
    'the numbering plan of GB has changed',
    'the numbering plan of SX has changed',
  ]);
  expect(planNews(here, here)).toEqual([]);
});

describe('area codes', () => {
  const knows =
    (...codes: string[]) =>
    (code: string) =>
      codes.includes(code);

  it('a row of ours that the newest library makes superfluous is told', () => {
    const news = overlayNews({ overlays: [{ code: '436' }], newest: knows('436'), hasZones: () => true });
    expect(news.map(({ what }) => what)).toEqual(['+1 436 is known to the newest libphonenumber-js']);
  });

  it('an area code that would be called as if it were anywhere is told', () => {
    const news = overlayNews({ overlays: [], newest: knows('436', '212'), hasZones: knows('212') });
    expect(news.map(({ what }) => what)).toEqual([
      '+1 436 is an area code without zones here: its numbers may be anywhere in North America',
    ]);
  });

  it('a row that the newest library still lacks is no news', () => {
    expect(overlayNews({ overlays: [{ code: '436' }], newest: knows(), hasZones: knows() })).toEqual([]);
  });
});

it('a day that the newest library adds to a calendar or takes from it is told', () => {
  const days =
    (...of2030: string[]) =>
    (_: string, year: number) =>
      year === 2030 ? of2030 : [];
  const asked = { calendars: ['GB-SCT'], years: [2030, 2031] };
  const here = days('2030-01-01', '2030-12-25');
  expect(holidayNews({ ...asked, here, newest: days('2030-01-01', '2030-06-17') })).toMatchObject([
    { what: 'holidays of GB-SCT: 2030-06-17 is one, 2030-12-25 is none by the newest date-holidays' },
  ]);
  expect(holidayNews({ ...asked, here, newest: here })).toEqual([]);
});
