import { type RuleSet } from './rule-set';

/** 457 is to be laid over 318 (from memory). */
export const usLouisianaRules: RuleSet = {
  name: 'us-louisiana',
  title: 'Louisiana, telephonic solicitation',
  territory: { callingCodes: ['1'], areaCodes: ['225', '318', '337', '457', '504', '985'] },
  rules: [
    {
      from: '1997-06-13',
      windows: [{ Days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'], Start: '08:00', End: '20:00' }],
      source: 'La. R.S. 45:811(2): 8 a.m. to 8 p.m., Monday to Saturday; LPSC General Order R-29617',
      known: 'primary',
    },
    {
      from: '1997-06-13',
      holidays: ['US-LA'],
      source: 'La. R.S. 45:811(3): not on days declared to be a state holiday',
      known: 'primary',
    },
  ],
};
