import { type LegalRule, type RuleSet } from './rule-set';

/** What the trade of the United Kingdom keeps to, with the public holidays of these calendars. */
export const tradeRules = (holidays: readonly string[], known: LegalRule['known']): readonly LegalRule[] => [
  {
    from: '2017-03-01',
    windows: [
      { Days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'], Start: '08:00', End: '21:00' },
      { Days: ['Sat'], Start: '09:00', End: '21:00' },
    ],
    // No law names hours; the ICO warns of "antisocial hours", and these are the trade's own limits.
    source: 'Direct Marketing Association, telemarketing guide: hours, and no calls on Sundays',
    known,
  },
  {
    from: '2017-03-01',
    holidays,
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
];

/** A number tells only the country, so the days of each of its nations count. */
export const ukRules: RuleSet = {
  name: 'uk',
  title: 'United Kingdom, direct marketing',
  territory: { callingCodes: ['44'], countries: ['GB'] },
  rules: tradeRules(['GB-ENG', 'GB-WLS', 'GB-SCT', 'GB-NIR'], 'secondary'),
};
