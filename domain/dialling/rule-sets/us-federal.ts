import { days } from '../../campaigns/campaign-data';
import { type RuleSet } from './rule-set';
import { usCountries } from './us-countries';

export const usFederalRules: RuleSet = {
  name: 'us-federal',
  title: 'United States, telephone solicitation (TCPA and Telemarketing Sales Rule)',
  territory: { callingCodes: ['1'], countries: usCountries },
  rules: [
    {
      from: '1992-12-20',
      windows: [{ Days: [...days], Start: '08:00', End: '21:00' }],
      source: '47 CFR 64.1200(c)(1); 16 CFR 310.4(c): 8 a.m. to 9 p.m. at the called party’s location',
      known: 'primary',
    },
    {
      from: '2003-10-01',
      leastRingSeconds: 15,
      source: '47 CFR 64.1200(a)(6): not given up before 15 seconds or four rings',
      known: 'secondary',
    },
  ],
};
