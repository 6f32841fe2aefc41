import { type RuleSet } from './rule-set';

export const zaRules: RuleSet = {
  name: 'za',
  title: 'South Africa, direct marketing',
  territory: { callingCodes: ['27'] },
  rules: [
    {
      from: '2011-04-01',
      windows: [
        { Days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'], Start: '08:00', End: '20:00' },
        { Days: ['Sat'], Start: '09:00', End: '13:00' },
      ],
      source:
        'Consumer Protection Act 68 of 2008, section 12; notice R293: Mon–Fri 8–20, Sat 9–13, not on Sundays',
      known: 'primary',
    },
    {
      from: '2011-04-01',
      holidays: ['ZA'],
      source: 'The same notice: not on the public holidays of the Public Holidays Act 36 of 1994',
      known: 'primary',
    },
  ],
};
