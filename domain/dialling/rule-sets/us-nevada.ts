import { days } from '../../campaigns/campaign-data';
import { type RuleSet } from './rule-set';

export const usNevadaRules: RuleSet = {
  name: 'us-nevada',
  title: 'Nevada, telephone solicitation',
  territory: { callingCodes: ['1'], areaCodes: ['702', '725', '775'] },
  rules: [
    {
      from: '2003-10-01',
      windows: [{ Days: [...days], Start: '09:00', End: '20:00' }],
      source: 'NRS 598.0918(3): none between 8 p.m. and 9 a.m.',
      known: 'secondary',
    },
  ],
};
