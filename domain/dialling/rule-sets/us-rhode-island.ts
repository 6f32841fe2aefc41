import { type RuleSet } from './rule-set';

export const usRhodeIslandRules: RuleSet = {
  name: 'us-rhode-island',
  title: 'Rhode Island, telephonic sales calls',
  territory: { callingCodes: ['1'], areaCodes: ['401'] },
  rules: [
    {
      from: '2000-01-01',
      windows: [
        { Days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'], Start: '09:00', End: '18:00' },
        { Days: ['Sat'], Start: '10:00', End: '17:00' },
      ],
      source: 'R.I. Gen. Laws 5-61-2(2) and 5-61-3.6: Mon–Fri 9 a.m. to 6 p.m., Sat 10 a.m. to 5 p.m.',
      known: 'primary',
    },
    {
      from: '2000-01-01',
      holidays: ['US-RI'],
      source: 'R.I. Gen. Laws 5-61-2(2): not on a state or federal holiday',
      known: 'primary',
    },
  ],
};
