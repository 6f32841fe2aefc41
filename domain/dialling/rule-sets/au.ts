import { type RuleSet } from './rule-set';

/** Christmas Island and the Cocos Islands share the calling code and the law. */
export const auRules: RuleSet = {
  name: 'au',
  title: 'Australia, telemarketing',
  territory: { callingCodes: ['61'] },
  rules: [
    {
      from: '2017-03-29',
      windows: [
        { Days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'], Start: '09:00', End: '20:00' },
        { Days: ['Sat'], Start: '09:00', End: '17:00' },
      ],
      source:
        'Telecommunications (Telemarketing and Research Calls) Industry Standard 2017: Mon–Fri 9–20, Sat 9–17',
      known: 'secondary',
    },
    {
      from: '2017-03-29',
      // The standard names national days only: those of single states are open.
      holidays: ['AU'],
      source: 'The same standard: no calls on national public holidays',
      known: 'secondary',
    },
  ],
};
