import { type RuleSet } from './rule-set';

/**
 * Days on which banks close in England and Wales, Scotland or Northern Ireland: a number tells only the country.
 * For later days a campaign names its own in `BlackoutDates` until this list is longer.
 */
const publicHolidays = [
  ...['2026-01-01', '2026-01-02', '2026-03-17', '2026-04-03', '2026-04-06', '2026-05-04', '2026-05-25'],
  ...['2026-07-13', '2026-08-03', '2026-08-31', '2026-11-30', '2026-12-25', '2026-12-28'],
  ...['2027-01-01', '2027-01-04', '2027-03-17', '2027-03-26', '2027-03-29', '2027-05-03', '2027-05-31'],
  ...['2027-07-12', '2027-08-02', '2027-08-30', '2027-11-30', '2027-12-27', '2027-12-28'],
  ...['2028-01-03', '2028-01-04', '2028-03-17', '2028-04-14', '2028-04-17', '2028-05-01', '2028-05-29'],
  ...['2028-07-12', '2028-08-07', '2028-08-28', '2028-11-30', '2028-12-25', '2028-12-26'],
];

/** Jersey, Guernsey and the Isle of Man share the calling code, so the same rules apply to them. */
export const ukRules: RuleSet = {
  name: 'uk',
  title: 'United Kingdom, direct marketing',
  territory: { callingCode: '44' },
  rules: [
    {
      from: '2017-03-01',
      windows: [
        { Days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'], Start: '08:00', End: '21:00' },
        { Days: ['Sat'], Start: '09:00', End: '21:00' },
      ],
      // No law names hours; the ICO warns of "antisocial hours", and these are the trade's own limits.
      source: 'Direct Marketing Association, telemarketing guide: hours, and no calls on Sundays',
      known: 'secondary',
    },
    {
      from: '2017-03-01',
      blackoutDates: publicHolidays,
      source:
        'The same guide: no calls on public holidays. The days follow the Banking and Financial Dealings Act 1971',
      known: 'memory',
    },
    {
      from: '2017-03-01',
      leastRingSeconds: 15,
      source: 'Ofcom, statement of policy on persistent misuse (in force 1 March 2017): ring 15 seconds',
      known: 'memory',
    },
  ],
};
