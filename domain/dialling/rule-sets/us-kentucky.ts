import { days } from '../../campaigns/campaign-data';
import { type RuleSet } from './rule-set';

export const usKentuckyRules: RuleSet = {
  name: 'us-kentucky',
  title: 'Kentucky, telephone solicitation',
  territory: { callingCodes: ['1'], areaCodes: ['270', '364', '502', '606', '859'] },
  rules: [
    {
      from: '2002-07-15',
      windows: [{ Days: [...days], Start: '10:00', End: '21:00' }],
      source: 'KRS 367.46955(16): 10 a.m. to 9 p.m. local time at the called person’s location',
      known: 'secondary',
    },
  ],
};
