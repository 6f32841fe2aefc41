import { type RuleSet } from './rule-set';

/** 483 is to be laid over 334. */
export const usAlabamaRules: RuleSet = {
  name: 'us-alabama',
  title: 'Alabama, telephone solicitation',
  territory: { callingCodes: ['1'], areaCodes: ['205', '251', '256', '334', '483', '659', '938'] },
  rules: [
    {
      from: '2013-02-05',
      windows: [{ Days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'], Start: '08:00', End: '20:00' }],
      source: 'Ala. Admin. Code r. 770-X-5-.17: 8 a.m. to 8 p.m., no calls on Sundays',
      known: 'primary',
    },
    {
      from: '2013-02-05',
      holidays: ['US-AL'],
      source: 'Ala. Admin. Code r. 770-X-5-.17: no calls on holidays',
      known: 'primary',
    },
  ],
};
