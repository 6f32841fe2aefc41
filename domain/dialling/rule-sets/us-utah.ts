import { type RuleSet } from './rule-set';

export const usUtahRules: RuleSet = {
  name: 'us-utah',
  title: 'Utah, telephone solicitation',
  territory: { callingCodes: ['1'], areaCodes: ['385', '435', '801'] },
  rules: [
    {
      from: '2020-05-12',
      windows: [{ Days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'], Start: '08:00', End: '21:00' }],
      source: 'Utah Code 13-25a-103(3)(a) and (b): none from 9 p.m. to 8 a.m. local time, none on a Sunday',
      known: 'primary',
    },
    {
      from: '2020-05-12',
      holidays: ['US-UT'],
      source: 'Utah Code 13-25a-103(3)(c): none on a legal holiday',
      known: 'primary',
    },
  ],
};
