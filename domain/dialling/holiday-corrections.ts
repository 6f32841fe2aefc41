/**
 * Days that `date-holidays` 3.37.0 lacks, in its own grammar. Found by comparing it with another library and with what
 * was published, on 28 November 2026; a test says which rows a newer version of the library no longer needs. They only
 * add days: one that the library has wrongly costs a day's calls, and breaks no rule.
 */
export interface HolidayCorrection {
  /** And their parts. */
  calendars: readonly string[];
  /** A day, or how it is found in every year. */
  rule: string;
  source: string;
  /** As for the rules of a rule set. */
  known: 'primary' | 'secondary' | 'memory';
}

const other = 'PyPI’s holidays 0.109';
const canadian = (day: string, rule: string, ...calendars: string[]): HolidayCorrection[] => [
  { calendars, rule, source: `${day}: ${other}`, known: 'secondary' },
];

const state = (
  calendar: string,
  rules: string[],
  source: string,
  known: 'secondary' | 'memory',
): HolidayCorrection[] => rules.map((rule) => ({ calendars: [calendar], rule, source, known }));
const utah = (what: string, ...rules: string[]): HolidayCorrection[] =>
  state('US-UT', rules, `${what}: Utah Code 63G-1-301, in copies of 2025 and 2026`, 'secondary');
/** The federal rule closes the Friday before a Saturday. */
const rhodeIsland = (...days: string[]): HolidayCorrection[] =>
  state(
    'US-RI',
    days.map((day) => `substitutes ${day} if saturday,sunday then next monday`),
    'A holiday on a weekend is kept on the following Monday: R.I. Gen. Laws 25-1-1, as quoted',
    'secondary',
  );
const ELECTION_DAY = 'tuesday after 1st monday in November';

export const holidayCorrections: readonly HolidayCorrection[] = [
  {
    calendars: ['GB-SCT'],
    rule: '2026-06-15',
    source:
      'Royal proclamation of 3 February 2026 under the Banking and Financial Dealings Act 1971, as quoted by the press',
    known: 'secondary',
  },
  {
    calendars: ['GG'],
    rule: '1st monday before 09-01',
    source: `Summer bank holiday: www.gov.gg/holidaydates, as read by ${other}`,
    known: 'secondary',
  },
  {
    calendars: ['GG'],
    rule: '05-10',
    source: 'Liberation Day of Sark, whose numbers are Guernsey’s: Wikipedia, Public holidays in Guernsey',
    known: 'secondary',
  },
  {
    calendars: ['GB-ALD'],
    rule: '1st monday in August',
    source: 'Summer bank holiday of Alderney: Wikipedia, Public holidays in Guernsey',
    known: 'secondary',
  },
  {
    calendars: ['IM'],
    rule: '1st monday before 09-01',
    source: `Late summer bank holiday: ${other}`,
    known: 'secondary',
  },
  {
    calendars: ['IM'],
    rule: '1st friday in June',
    source: `Senior race day: an order names a Friday each year, the first (${other}) or the second (the library)`,
    known: 'secondary',
  },
  {
    calendars: ['IM'],
    rule: 'substitutes 07-05 if saturday,sunday then next monday',
    source: `Tynwald Day on a weekend: ${other}`,
    known: 'secondary',
  },
  {
    calendars: ['ZA'],
    rule: '2026-11-04',
    source: `Local elections: ${other}. South Africa declares the day of each election a holiday`,
    known: 'secondary',
  },
  {
    calendars: ['US-PA'],
    rule: 'friday after 4th thursday in November',
    source: `The day after Thanksgiving: ${other}`,
    known: 'secondary',
  },
  ...state(
    'US-PA',
    ['easter -2', ELECTION_DAY],
    '44 P.S. 11, as a trade’s list of Pennsylvania’s legal holidays has it: Good Friday and Election Day',
    'secondary',
  ),
  ...state(
    'US-AL',
    // A number does not tell the county.
    ['easter -47'],
    'Ala. Code 1-3-8: Mardi Gras is a holiday in Mobile and Baldwin County',
    'memory',
  ),
  ...state(
    'US-LA',
    // Days that the governor proclaims are not known here.
    ['01-08', '08-30', '11-01'],
    'La. R.S. 1:55: Battle of New Orleans, Huey P. Long Day, All Saints’ Day',
    'memory',
  ),
  ...state(
    'US-RI',
    ['05-04', `${ELECTION_DAY} in even years`],
    'R.I. Gen. Laws 25-1-1: Independence Day of Rhode Island, and the state’s election day',
    'memory',
  ),
  ...utah(
    'Juneteenth from Tuesday to Friday is kept on the Monday before',
    'substitutes 06-19 if tuesday,wednesday,thursday,friday then previous monday if saturday,sunday then next monday',
  ),
  ...utah(
    'Pioneer Day on a weekend',
    'substitutes 07-24 if saturday then previous friday if sunday then next monday',
  ),
  ...utah('Good Friday, by the text in force from May 2026', 'easter -2'),
  ...rhodeIsland('01-01', '05-04', '06-19', '07-04', '11-11', '12-25'),
  {
    calendars: ['FR-GP', 'GP'],
    rule: 'easter -24',
    source: `Mid-Lent in Guadeloupe: ${other}`,
    known: 'secondary',
  },
  {
    calendars: ['FR-GP', 'GP', 'FR-MQ', 'MQ'],
    rule: '07-21',
    source: `Victor Schoelcher’s day: ${other}`,
    known: 'secondary',
  },
  {
    calendars: ['AU-TAS'],
    rule: 'easter',
    source: `Easter Sunday, a public holiday from 2027: ${other}`,
    known: 'secondary',
  },
  {
    calendars: ['AU-TAS'],
    rule: 'substitutes 01-01 if sunday then next monday',
    source: `New Year’s Day on a Sunday (the library has Tuesday): ${other}`,
    known: 'secondary',
  },
  {
    calendars: ['SZ'],
    rule: '01-02',
    source: 'Incwala: the library’s own six days from 28 December, the last of which is in the next year',
    known: 'secondary',
  },
  ...canadian('New Year’s Day on a weekend', 'substitutes 01-01 if saturday,sunday then next monday', 'CA'),
  ...canadian('Christmas Day on a weekend', 'substitutes 12-25 if saturday,sunday then next monday', 'CA'),
  ...canadian(
    'Boxing Day on a weekend',
    'substitutes 12-26 if saturday then next monday if sunday then next tuesday',
    'CA-ON',
  ),
  ...canadian('Canada Day on a weekend', 'substitutes 07-01 if saturday,sunday then next monday', 'CA'),
  ...canadian(
    'Remembrance Day on a weekend',
    'substitutes 11-11 if saturday,sunday then next monday',
    ...['CA-AB', 'CA-NL', 'CA-NS', 'CA-PE', 'CA-SK', 'CA-YT'],
  ),
  ...canadian('Saint John’s Day on a Sunday', 'substitutes 06-24 if sunday then next monday', 'CA-QC'),
  ...canadian('Truth and Reconciliation', '09-30', ...['CA-BC', 'CA-MB', 'CA-NT', 'CA-NU', 'CA-PE', 'CA-YT']),
  ...canadian(
    'Truth and Reconciliation on a weekend',
    'substitutes 09-30 if saturday,sunday then next monday',
    ...['CA-BC', 'CA-MB'],
  ),
  ...canadian('Nunavut Day', '07-09', 'CA-NU'),
];
