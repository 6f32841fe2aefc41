import { days } from '../../campaigns/campaign-data';
import { type RuleSet } from './rule-set';

export const usWashingtonRules: RuleSet = {
  name: 'us-washington',
  title: 'Washington State, commercial telephone solicitation',
  territory: { callingCodes: ['1'], areaCodes: ['206', '253', '360', '425', '509', '564'] },
  rules: [
    {
      from: '2022-06-09',
      windows: [{ Days: [...days], Start: '08:00', End: '20:00' }],
      source:
        'RCW 19.158.040(2) and 19.158.110(4), RCW 80.36.390: none received before 8 a.m. or after 8 p.m., local time',
      known: 'primary',
    },
  ],
};
