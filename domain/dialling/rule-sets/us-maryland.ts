import { days } from '../../campaigns/campaign-data';
import { type RuleSet } from './rule-set';

export const usMarylandRules: RuleSet = {
  name: 'us-maryland',
  title: 'Maryland, telephone solicitation (Stop the Spam Calls Act of 2023)',
  territory: { callingCodes: ['1'], areaCodes: ['227', '240', '301', '410', '443', '667'] },
  rules: [
    {
      from: '2024-01-01',
      windows: [{ Days: [...days], Start: '08:00', End: '20:00' }],
      source: 'Md. Code, Com. Law 14-4502(c)(1): 8 a.m. to 8 p.m. in the called party’s time zone',
      known: 'secondary',
    },
    {
      from: '2024-01-01',
      // The law counts calls on the same subject. We do not know the subject, so we count all.
      attempts: { Count: 3, Per: '24h' },
      source: 'Md. Code, Com. Law 14-4502(c)(2): at most three calls in 24 hours on the same subject',
      known: 'secondary',
    },
  ],
};
