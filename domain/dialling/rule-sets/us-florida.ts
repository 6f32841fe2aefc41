import { days } from '../../campaigns/campaign-data';
import { type RuleSet } from './rule-set';

export const usFloridaRules: RuleSet = {
  name: 'us-florida',
  title: 'Florida, commercial telephone solicitation',
  territory: {
    callingCodes: ['1'],
    areaCodes: [
      ...['239', '305', '321', '324', '352', '386', '407', '448', '561', '645', '656', '689', '727', '728'],
      ...['754', '772', '786', '813', '850', '863', '904', '941', '954'],
    ],
  },
  rules: [
    {
      from: '2021-07-01',
      windows: [{ Days: [...days], Start: '08:00', End: '20:00' }],
      source: 'Fla. Stat. 501.616(6)(a): 8 a.m. to 8 p.m. in the called person’s time zone',
      known: 'primary',
    },
    {
      from: '2021-07-01',
      // The law counts calls on the same subject. We do not know the subject, so we count all.
      attempts: { Count: 3, Per: '24h' },
      source: 'Fla. Stat. 501.616(6)(b): at most three calls in 24 hours on the same subject',
      known: 'primary',
    },
  ],
};
