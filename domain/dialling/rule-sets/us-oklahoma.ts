import { days } from '../../campaigns/campaign-data';
import { type RuleSet } from './rule-set';

export const usOklahomaRules: RuleSet = {
  name: 'us-oklahoma',
  title: 'Oklahoma, commercial telephone solicitation',
  territory: { callingCodes: ['1'], areaCodes: ['405', '539', '572', '580', '918'] },
  rules: [
    {
      from: '2022-11-01',
      windows: [{ Days: [...days], Start: '08:00', End: '20:00' }],
      source:
        '15 O.S. 775C.4 (Telephone Solicitation Act of 2022): 8 a.m. to 8 p.m. in the called person’s time zone',
      known: 'secondary',
    },
    {
      from: '2022-11-01',
      // The law counts calls on the same subject. We do not know the subject, so we count all.
      attempts: { Count: 3, Per: '24h' },
      source: '15 O.S. 775C.4: at most three calls in 24 hours on the same subject',
      known: 'secondary',
    },
  ],
};
