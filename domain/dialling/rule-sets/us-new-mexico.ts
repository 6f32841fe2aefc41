import { days } from '../../campaigns/campaign-data';
import { type RuleSet } from './rule-set';

export const usNewMexicoRules: RuleSet = {
  name: 'us-new-mexico',
  title: 'New Mexico, telephone solicitation',
  territory: { callingCodes: ['1'], areaCodes: ['505', '575'] },
  rules: [
    {
      from: '2006-01-01',
      windows: [{ Days: [...days], Start: '09:00', End: '21:00' }],
      source: 'NMSA 57-12-22(B)(5): none received before 9 a.m. or after 9 p.m.',
      known: 'primary',
    },
  ],
};
