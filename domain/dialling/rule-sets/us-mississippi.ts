import { type RuleSet } from './rule-set';

/** 471 is laid over 662 since 2026-01-30. */
export const usMississippiRules: RuleSet = {
  name: 'us-mississippi',
  title: 'Mississippi, telephone solicitation',
  territory: { callingCodes: ['1'], areaCodes: ['228', '471', '601', '662', '769'] },
  rules: [
    {
      from: '2003-07-01',
      // All of Mississippi keeps Central Time, so the callee’s time is it. Holidays are free since 2023.
      windows: [{ Days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'], Start: '08:00', End: '20:00' }],
      source: 'Miss. Code 77-3-723(1): 8 a.m. to 8 p.m. Central Standard Time, not on a Sunday',
      known: 'primary',
    },
  ],
};
