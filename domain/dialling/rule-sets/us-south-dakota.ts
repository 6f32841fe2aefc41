import { type RuleSet } from './rule-set';

export const usSouthDakotaRules: RuleSet = {
  name: 'us-south-dakota',
  title: 'South Dakota, telemarketing',
  territory: { callingCodes: ['1'], areaCodes: ['605'] },
  rules: [
    {
      from: '2003-07-01',
      windows: [{ Days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'], Start: '09:00', End: '21:00' }],
      source: 'SDCL 37-30A-3(2): 9 a.m. to 9 p.m., not on Sundays',
      known: 'secondary',
    },
  ],
};
