import { type RuleSet } from './rule-set';
import { fromEaster } from './yearly-days';

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
    {
      from: '2013-02-05',
      // An area code does not tell the county.
      blackoutDates: fromEaster(-47),
      source: 'Ala. Code 1-3-8: Mardi Gras is a holiday in Mobile and Baldwin County',
      known: 'memory',
    },
  ],
};
