import { type RuleSet } from './rule-set';

export const usPennsylvaniaRules: RuleSet = {
  name: 'us-pennsylvania',
  title: 'Pennsylvania, telemarketing',
  territory: {
    callingCodes: ['1'],
    areaCodes: [
      '215',
      '223',
      '267',
      '272',
      '412',
      '445',
      '484',
      '570',
      '582',
      '610',
      '717',
      '724',
      '814',
      '835',
      '878',
    ],
  },
  rules: [
    {
      from: '2026-10-18',
      // Until this day it was 8 a.m. to 9 p.m., as in federal law.
      windows: [{ Days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'], Start: '09:00', End: '19:00' }],
      source: '73 P.S. 2245(a), by Act 47 of 2026: 9 a.m. to 7 p.m., not on a Sunday',
      known: 'secondary',
    },
    {
      from: '2019-12-03',
      holidays: ['US-PA'],
      source: '73 P.S. 2245(a)(10), by Act 73 of 2019: not on legal holidays',
      known: 'secondary',
    },
  ],
};
