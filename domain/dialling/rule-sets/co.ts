import { type RuleSet } from './rule-set';

export const coRules: RuleSet = {
  name: 'co',
  title: 'Colombia, collection and advertising',
  territory: { callingCodes: ['57'] },
  rules: [
    {
      from: '2023-10-10',
      windows: [
        { Days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'], Start: '07:00', End: '19:00' },
        { Days: ['Sat'], Start: '08:00', End: '15:00' },
      ],
      source: 'Ley 2300 de 2023, article 3: Mon–Fri 7–19, Sat 8–15, not on Sundays',
      known: 'secondary',
    },
    {
      from: '2023-10-10',
      holidays: ['CO'],
      source: 'The same article: not on public holidays',
      known: 'secondary',
    },
    {
      from: '2023-10-10',
      // A day counted from the contact is no shorter than the rest of its calendar day.
      quietAfterConversation: '1d',
      source: 'The same article: after a contact, none again on the same day',
      known: 'secondary',
    },
  ],
};
