import { days } from '../../campaigns/campaign-data';
import { type RuleSet } from './rule-set';

export const usWyomingRules: RuleSet = {
  name: 'us-wyoming',
  title: 'Wyoming, telephone solicitation',
  territory: { callingCodes: ['1'], areaCodes: ['307'] },
  rules: [
    {
      from: '2003-07-01',
      windows: [{ Days: [...days], Start: '08:00', End: '20:00' }],
      source: 'Wyo. Stat. 40-12-302(d): none before 8 a.m. or after 8 p.m., local time of the consumer',
      known: 'secondary',
    },
  ],
};
