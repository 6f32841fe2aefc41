import { days } from '../../campaigns/campaign-data';
import { type RuleSet } from './rule-set';

export const usConnecticutRules: RuleSet = {
  name: 'us-connecticut',
  title: 'Connecticut, telephonic sales calls',
  territory: { callingCodes: ['1'], areaCodes: ['203', '475', '860', '959'] },
  rules: [
    {
      from: '2023-10-01',
      windows: [{ Days: [...days], Start: '09:00', End: '20:00' }],
      source: 'Conn. Gen. Stat. 42-288a(c), by P.A. 23-98: 9 a.m. to 8 p.m. local time',
      known: 'secondary',
    },
  ],
};
