import { type RuleSet } from './rule-set';

export const caRules: RuleSet = {
  name: 'ca',
  title: 'Canada, telemarketing',
  territory: { callingCodes: ['1'], countries: ['CA'] },
  rules: [
    {
      from: '2008-09-30',
      windows: [
        { Days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'], Start: '09:00', End: '21:30' },
        { Days: ['Sat', 'Sun'], Start: '10:00', End: '18:00' },
      ],
      source:
        'CRTC Unsolicited Telecommunications Rules, Part III: weekdays 9:00 to 21:30, weekends 10:00 to 18:00',
      known: 'secondary',
    },
  ],
};
