import { days } from '../../campaigns/campaign-data';
import { type RuleSet } from './rule-set';

export const usMassachusettsRules: RuleSet = {
  name: 'us-massachusetts',
  title: 'Massachusetts, unsolicited telephonic sales calls',
  territory: {
    callingCodes: ['1'],
    areaCodes: ['339', '351', '413', '508', '617', '774', '781', '857', '978'],
  },
  rules: [
    {
      from: '2003-01-01',
      windows: [{ Days: [...days], Start: '08:00', End: '20:00' }],
      source: 'M.G.L. c. 159C s. 3; 201 CMR 12.02(2): none from 8 p.m. to 8 a.m., local time of the consumer',
      known: 'primary',
    },
  ],
};
